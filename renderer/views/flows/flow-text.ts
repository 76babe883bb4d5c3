// A flow set like code: its match and its actions cut into pieces that are shown quiet or strong, and
// the actions unfolded to lines with hanging indents.
//   tun_id=0x22a,dl_dst=00:00:00:00:00:00/01:00:00:00:00:00
//   learn(table=20,hard_timeout=300,NXM_OF_VLAN_TCI[0..11],output:NXM_OF_IN_PORT[]),output:1
import { splitActions } from '../../../shared/flows/actions-text.ts';
import { splitTopLevel } from '../../../shared/flows/match-text.ts';

/** `name`: a field's or action's name; `value`: what it is set to; `mark`: `=`, `,`, brackets. */
export interface TextPiece {
  readonly text: string;
  readonly role: 'name' | 'value' | 'mark';
}

/** One field of a match or one action: its pieces, and its whole text. */
export interface TextPart {
  readonly text: string;
  readonly pieces: readonly TextPiece[];
}

/** The fields of a match. A protocol word such as `arp` is a value: it is what the flow asks for. */
export function matchParts(match: string): readonly TextPart[] {
  return splitTopLevel(match).map((text) => {
    const equals = text.indexOf('=');
    if (equals < 0) return { text, pieces: [{ text, role: 'value' }] };
    return {
      text,
      pieces: [
        { text: text.slice(0, equals), role: 'name' },
        { text: '=', role: 'mark' },
        { text: text.slice(equals + 1), role: 'value' },
      ],
    };
  });
}

/** The actions of a list, each with its name quiet and its argument strong; a bare word is strong. */
export function actionParts(actions: string): readonly TextPart[] {
  return splitActions(actions).map(({ name, argument, text }) => {
    if (argument === null) return { text, pieces: [{ text, role: 'value' }] };
    const mark = text.slice(name.length, name.length + 1);
    const end = mark === '(' && text.endsWith(')') ? ')' : '';
    const pieces: TextPiece[] = [
      { text: name, role: 'name' },
      { text: mark, role: 'mark' },
      { text: text.slice(name.length + 1, text.length - end.length), role: 'value' },
    ];
    if (end !== '') pieces.push({ text: end, role: 'mark' });
    return { text, pieces: pieces.filter((piece) => piece.text !== '') };
  });
}

/**
 * As many whole fields or actions of `text` as fit into about `most` characters: a dump may hold lines of
 * megabytes, which no row can show and no browser should lay out. A first one that is longer is cut.
 */
export function beginningOf(text: string, most: number): string {
  if (text.length <= most) return text;
  const beginning = text.slice(0, most);
  const comma = beginning.lastIndexOf(',');
  return comma > 0 ? beginning.slice(0, comma) : beginning;
}

export interface ActionLine {
  readonly depth: number;
  readonly text: string;
}

/** Actions that hold lists long enough to be worth lines of their own. */
const opens = /^(learn|ct|clone|write_actions|exec|nat|check_pkt_larger|bundle|multipath|sample)\((.*)\)$/s;
const longLine = 72;

/** One action a line; a long `learn(…)`, `ct(…)` or `clone(…)` opens, its members one deeper. */
export function actionLines(actions: string, depth = 0): readonly ActionLine[] {
  return splitTopLevel(actions).flatMap((text): readonly ActionLine[] => {
    const [, name, inside] = opens.exec(text) ?? [];
    if (name === undefined || inside === undefined || text.length <= longLine) return [{ depth, text }];
    return [{ depth, text: `${name}(` }, ...actionLines(inside, depth + 1), { depth, text: ')' }];
  });
}
