// The ct action (ovs-actions(7), "The ct action"):
//   ct(commit,force,table=71,zone=NXM_NX_REG6[0..15],nat(src=10.0.0.1-10.0.0.9:1-99,random),exec(…),alg=ftp)
import { parseNumber, parseValue } from './field-values.ts';
import { fieldOf } from './fields.ts';
import type { ActionReader, Reading } from './action-reader.ts';
import type { TextWindow } from './text-window.ts';
import type { ActionList, CtAction, Nat, Opaque, Table } from './tree.ts';

type Draft = { -readonly [K in Exclude<keyof CtAction, 'range' | 'opaque'>]: CtAction[K] };

/** Reads the arguments of a `ct`; those that are not understood are opaque, each by itself. */
export function parseCt(argument: TextWindow, reader: ActionReader): Reading {
  const ct: Draft = {
    kind: 'ct',
    ...{ commit: false, force: false, zone: 0, table: null, nat: null, exec: null, alg: null },
  };
  const opaque: Opaque[] = [];
  for (const part of argument.split(true)) {
    const problem = readArgument(part, ct, reader);
    if (problem !== null) opaque.push({ kind: 'opaque', text: part.text, problem, range: part.range });
  }
  return { ...ct, opaque };
}

function readArgument(part: TextWindow, ct: Draft, reader: ActionReader): string | null {
  const { text } = part;
  if (text === 'commit') ct.commit = true;
  else if (text === 'force') ct.force = true;
  else if (isNat(text)) return readNat(part, ct);
  else if (text.startsWith('exec(') && text.endsWith(')')) ct.exec = readExec(part, ct, reader);
  else return readKeyed(part, ct);
  return null;
}

function isNat(text: string): boolean {
  return text === 'nat' || (text.startsWith('nat(') && text.endsWith(')'));
}

function readNat(part: TextWindow, ct: Draft): string | null {
  const nat = parseNat(part);
  if (typeof nat === 'string') return nat;
  ct.nat = nat;
  return null;
}

/** Where `nat` came behind other actions of the `ct`, it is printed among them; it is the `ct`'s own all the same. */
function readExec(part: TextWindow, ct: Draft, reader: ActionReader): ActionList {
  const list = part.part(part.from + 5, part.to - 1);
  if (list.indexOf('nat') < 0) return reader.list(list);
  const actions = list.split(true).flatMap((piece) => {
    const problem = isNat(piece.text) ? readNat(piece, ct) : '';
    return problem === null ? [] : [reader.action(piece)];
  });
  return { actions, range: list.range };
}

/** `key=value`. */
function readKeyed(part: TextWindow, ct: Draft): string | null {
  const { text } = part;
  const pair = part.keyAndValue();
  if (pair === null) return `${text} is no argument of ct`;
  const { key, value } = pair;
  if (key === 'zone') {
    const zone = value.number(0xffff) ?? value.subfield();
    if (zone === null) return `${value.text} is no zone`;
    ct.zone = zone;
  } else if (key === 'table') {
    const table: Table | null = value.table();
    if (table === null) return `${value.text} is no table`;
    ct.table = table;
  } else if (key === 'alg') {
    ct.alg = value.text;
  } else {
    return `${key} is no argument of ct`;
  }
  return null;
}

const flagOrder = ['persistent', 'hash', 'random'];

/** `nat(src=10.0.0.1-10.0.0.9:1-99,random)`, `nat(dst=[fe80::1]:80)`, `nat(src)`. */
function parseNat(part: TextWindow): Nat | string {
  let direction: Nat['direction'] = null;
  let target: Pick<Nat, 'addresses' | 'ports'> = { addresses: null, ports: null };
  const flags: string[] = [];
  const inside = part.text === 'nat' ? part.part(part.to, part.to) : part.part(part.from + 4, part.to - 1);
  for (const argument of inside.split(true)) {
    const pair = argument.keyAndValue();
    const key = pair?.key ?? argument.text;
    if (key === 'src' || key === 'dst') {
      direction = key;
      if (pair === null) continue;
      const read = parseTarget(pair.value.text);
      if (read === null) return `${pair.value.text} is no range of addresses`;
      target = read;
    } else if (pair === null && flagOrder.includes(key)) {
      if (!flags.includes(key)) flags.push(key);
    } else {
      return `${argument.text} is no argument of nat`;
    }
  }
  flags.sort((a, b) => flagOrder.indexOf(a) - flagOrder.indexOf(b));
  return { direction, ...target, flags, range: part.range };
}

function parseTarget(text: string): Pick<Nat, 'addresses' | 'ports'> | null {
  const six = /^\[([^\]]+)\](?:-\[([^\]]+)\])?(?::(.*))?$/.exec(text) ?? bareIpv6(text);
  const found = six ?? /^([\d.]+)(?:-([\d.]+))?(?::(.*))?$/.exec(text);
  if (found === null) return null;
  const field = fieldOf(six === null ? 'ip_src' : 'ipv6_src');
  const from = parseValue(field, found[1] ?? '');
  const to = found[2] === undefined ? from : parseValue(field, found[2]);
  if (from === null || to === null) return null;
  const ports = found[3] === undefined ? null : parsePorts(found[3]);
  if (found[3] !== undefined && ports === null) return null;
  return { addresses: { family: six === null ? 4 : 6, from, to }, ports };
}

/** Without ports the brackets may be left out: `fe80::1-fe80::9`. */
function bareIpv6(text: string): RegExpExecArray | null {
  return /^([0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*)(?:-([0-9a-f:.]+))?$/i.exec(text);
}

function parsePorts(text: string): Nat['ports'] {
  const [fromText = '', toText = fromText, more] = text.split('-');
  const from = parseNumber(fromText, 0xffff);
  const to = parseNumber(toText, 0xffff);
  return from === null || to === null || more !== undefined ? null : { from, to };
}
