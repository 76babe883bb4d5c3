// A flow set like code: its match and its actions cut into pieces that are shown quiet or strong, and
// the actions unfolded to lines with hanging indents.
//   tun_id=0x22a,dl_dst=00:00:00:00:00:00/01:00:00:00:00:00
//   learn(table=20,hard_timeout=300,NXM_OF_VLAN_TCI[0..11],output:NXM_OF_IN_PORT[]),output:1
import { parseActions, parseMatch } from '../../../shared/openflow/parse-tree.ts';
import { TextWindow } from '../../../shared/openflow/text-window.ts';

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
  return parseMatch(match).parts.map((part): TextPart => {
    const text = match.slice(part.range.from, part.range.to);
    if (part.kind === 'protocol' || part.kind === 'opaque') return { text, pieces: valueOnly(text) };
    const name = match.slice(part.name.from, part.name.to);
    const value = match.slice(part.text.from, part.text.to);
    // An option of a tunnel's header without a value: that it is there is what the flow asks for.
    if (value === '') return { text, pieces: valueOnly(text) };
    return {
      text,
      pieces: [
        { text: name, role: 'name' },
        { text: match.slice(part.name.to, part.text.from), role: 'mark' },
        { text: value, role: 'value' },
      ],
    };
  });
}

/** The actions of a list, each with its name and what it sets quiet, its argument strong; a bare word is strong. */
export function actionParts(actions: string): readonly TextPart[] {
  return parseActions(actions).actions.map(({ kind, range }): TextPart => {
    const text = actions.slice(range.from, range.to);
    const [, name = '', mark = '', argument = ''] = /^(\w+)([:(])(.*)$/s.exec(text) ?? [];
    if (name === '') return { text, pieces: valueOnly(text) };
    const end = mark === '(' && argument.endsWith(')') ? ')' : '';
    const inside = argument.slice(0, argument.length - end.length);
    // `load:0x5->NXM_NX_REG0[]`: the value is what differs, the field is a name.
    const arrow = kind === 'set_field' ? inside.lastIndexOf('->') : -1;
    const value = arrow < 0 ? inside : inside.slice(0, arrow);
    const pieces: readonly TextPiece[] = [
      { text: name, role: 'name' },
      { text: mark, role: 'mark' },
      { text: value, role: 'value' },
      { text: arrow < 0 ? '' : '->', role: 'mark' },
      { text: arrow < 0 ? '' : inside.slice(arrow + 2), role: 'name' },
      { text: end, role: 'mark' },
    ];
    return { text, pieces: pieces.filter((piece) => piece.text !== '') };
  });
}

function valueOnly(text: string): readonly TextPiece[] {
  return [{ text, role: 'value' }];
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
  return new TextWindow(actions, 0, actions.length, 0)
    .split(false)
    .flatMap(({ text }): readonly ActionLine[] => {
      const [, name, inside] = opens.exec(text) ?? [];
      if (name === undefined || inside === undefined || text.length <= longLine) return [{ depth, text }];
      return [{ depth, text: `${name}(` }, ...actionLines(inside, depth + 1), { depth, text: ')' }];
    });
}
