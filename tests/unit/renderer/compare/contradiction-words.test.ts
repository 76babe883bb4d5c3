// Contradictions of a renaming between hosts in both languages, each of the three sorts.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { contradictionWords } from '../../../../renderer/views/compare/between/contradiction-words.ts';
import {
  contradictionText,
  differentContradictions,
} from '../../../../shared/compare/renaming/contradiction.ts';
import { pairByIdentity, type Contradiction } from '../../../../shared/compare/renaming/renaming.ts';
import { formatMessage, type MessageParams } from '../../../../shared/message.ts';

const locales = resolve(import.meta.dirname, '../../../../resources/locales');
function sayIn(locale: string): (key: string, params?: MessageParams) => string {
  const texts = JSON.parse(readFileSync(join(locales, locale, 'between.json'), 'utf8')) as Record<
    string,
    string
  >;
  return (key, params = {}) => {
    const text = texts[key];
    if (text === undefined) throw new Error(`${locale} has no ${key}`);
    return formatMessage(text, params, locale);
  };
}

const one = (number: number, ...aliases: readonly string[]) => ({ number, name: aliases[0] ?? '', aliases });
const label = (number: number) => ({ number: number * 1000, host: 'compute1' });
/** Of 5 one alias says 1 and the other 2; of 6 the only one says what 5 is already. */
const [differs, taken] = pairByIdentity(
  'local-vlan',
  null,
  [one(5, 'network:a', 'tunnel:0x2'), one(6, 'segment:a')],
  [one(1, 'network:a', 'segment:a'), one(2, 'tunnel:0x2')],
  label,
).contradictions.toSorted((a, b) => a.number - b.number);
const byHand: Contradiction = {
  ...{ code: 'by-hand', host: null, space: 'conjunction', number: 22 },
  says: { number: 7, host: null },
};

test('each sort is found, and told once', () => {
  expect(differs).toMatchObject({ code: 'differs', number: 5, alias: 'tunnel:0x2', otherAlias: 'network:a' });
  expect(taken).toMatchObject({ code: 'taken', number: 6, alias: 'segment:a', taker: 5 });
  const told = { ...taken!, host: 'compute2' };
  expect(contradictionText(told)).toBe(
    'compute2: local-vlan 6: segment:a says 1000 of compute1, 5 is 1000 of compute1 already',
  );
  expect(differentContradictions([told, byHand, { ...told }])).toEqual([told, byHand]);
});

test.each(['en', 'zh-CN'])('in %s', (locale) => {
  const say = sayIn(locale);
  const words = [{ ...differs!, host: 'compute2' }, taken!, byHand].map((told) =>
    contradictionWords(told, say),
  );
  expect(words).toEqual(
    locale === 'en'
      ? [
          'compute2: local VLAN 5: tunnel:0x2 says 2000 of compute1, network:a says 1000 of compute1',
          'local VLAN 6: segment:a says 1000 of compute1, 5 is 1000 of compute1 already',
          'conj_id 22: the rules say 7, by hand it is another',
        ]
      : [
          'compute2：本地 VLAN 5：tunnel:0x2 表明它是 compute1 的 2000，network:a 表明它是 compute1 的 1000',
          '本地 VLAN 6：segment:a 表明它是 compute1 的 1000，而 5 已经是 compute1 的 1000',
          'conj_id 22：规则表明它是 7，手工指定的是另一个',
        ],
  );
});
