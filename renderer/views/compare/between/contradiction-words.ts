// A contradiction of a renaming between hosts, in the user's language.
import type { Contradiction, HostNumber } from '../../../../shared/compare/renaming/renaming.ts';
import type { MessageParams } from '../../../../shared/message.ts';

export function contradictionWords(
  told: Contradiction,
  say: (key: string, params?: MessageParams) => string,
): string {
  // As the outputs print them: ids are not grouped.
  const named = ({ number, host }: HostNumber): string =>
    host === null ? String(number) : say('between.contradiction.of', { number: String(number), host });
  const params = {
    ...{ space: say(`between.space.${told.space}`), number: String(told.number), says: named(told.says) },
    ...(told.code === 'by-hand' ? {} : { alias: told.alias }),
    ...(told.code === 'taken' ? { taker: String(told.taker) } : {}),
    ...(told.code === 'differs' ? { otherAlias: told.otherAlias, otherSays: named(told.otherSays) } : {}),
  };
  const text = say(`between.contradiction.${told.code}`, params);
  return told.host === null ? text : say('between.contradiction.at', { host: told.host, text });
}
