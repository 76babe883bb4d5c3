// The learn action (ovs-actions(7), "The learn action"):
//   learn(table=20,hard_timeout=300,priority=1,cookie=0x1,NXM_OF_VLAN_TCI[0..11],NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],
//     load:0->NXM_OF_VLAN_TCI[],load:NXM_NX_TUN_ID[]->NXM_NX_TUN_ID[],output:NXM_OF_IN_PORT[])
//   learn(table=3,eth_type=0x800,nw_proto=6,ip_src=1.2.3.4,NXM_NX_REG1[0..3]=0x5,load:0x5->NXM_NX_REG2[])
import { parseMasked } from './field-values.ts';
import { fieldOf, findField } from './fields.ts';
import type { Reading } from './action-reader.ts';
import type { TextWindow } from './text-window.ts';
import type { LearnAction, LearnSource, LearnSpec, Subfield } from './tree.ts';

type Draft = { -readonly [K in Exclude<keyof LearnAction, 'range'>]: LearnAction[K] };

/** Reads the arguments of a `learn`; a spec that is not understood is opaque by itself. */
export function parseLearn(argument: TextWindow): Reading {
  const specs: LearnSpec[] = [];
  const learn: Draft = {
    kind: 'learn',
    ...{ table: { kind: 'number', number: 1 }, priority: 32768, cookie: 0n, limit: 0, resultDst: null },
    ...{ idleTimeout: 0, hardTimeout: 0, finIdleTimeout: 0, finHardTimeout: 0 },
    ...{ sendFlowRem: false, deleteLearned: false, specs },
  };
  for (const part of argument.split(true)) {
    const problem = readProperty(part, learn);
    if (problem === undefined) specs.push(readSpec(part));
    else if (problem !== null) return problem;
  }
  return learn;
}

const numbers: ReadonlyMap<string, keyof Draft & ('priority' | 'limit' | `${string}Timeout`)> = new Map([
  ['priority', 'priority'],
  ['limit', 'limit'],
  ['idle_timeout', 'idleTimeout'],
  ['hard_timeout', 'hardTimeout'],
  ['fin_idle_timeout', 'finIdleTimeout'],
  ['fin_hard_timeout', 'finHardTimeout'],
]);

/** Null when it was read, undefined when the part is a spec, else why it cannot be read. */
function readProperty(part: TextWindow, learn: Draft): string | null | undefined {
  if (part.text === 'send_flow_rem') {
    learn.sendFlowRem = true;
    return null;
  }
  if (part.text === 'delete_learned') {
    learn.deleteLearned = true;
    return null;
  }
  const pair = part.keyAndValue();
  if (pair === null) return undefined;
  const { key, value } = pair;
  const property = numbers.get(key);
  if (property !== undefined) {
    const number = value.number(0xffff_ffff);
    if (number === null) return `${value.text} is not a number`;
    learn[property] = number;
    return null;
  }
  if (key === 'table') {
    const table = value.table();
    if (table === null) return `${value.text} is no table`;
    learn.table = table;
    return null;
  }
  if (key === 'cookie') {
    const cookie = value.integer();
    if (cookie === null) return `${value.text} is no cookie`;
    learn.cookie = cookie;
    return null;
  }
  if (key === 'result_dst') {
    learn.resultDst = value.subfield();
    return learn.resultDst === null ? `${value.text} is no field` : null;
  }
  return undefined;
}

function readSpec(part: TextWindow): LearnSpec {
  const spec = part.startsWith('load:')
    ? readLoad(part)
    : part.startsWith('output:')
      ? readOutput(part)
      : readMatch(part);
  return typeof spec === 'string'
    ? { kind: 'opaque', text: part.text, problem: spec, range: part.range }
    : spec;
}

function readLoad(part: TextWindow): LearnSpec | string {
  const sides = part.part(part.from + 5, part.to).arrow();
  const dst = sides?.right.subfield() ?? null;
  if (sides === null || dst === null) return 'load needs a value and a field';
  const from = readSource(sides.left, dst);
  return from === null ? `${sides.left.text} is no value` : { kind: 'load', dst, from, range: part.range };
}

function readOutput(part: TextWindow): LearnSpec | string {
  const src = part.part(part.from + 7, part.to).subfield();
  return src === null ? 'output needs a field' : { kind: 'output', src, range: part.range };
}

/** `field=value`, `field[0..3]=value`, `field=field`, or `field` for what the packet has in that field. */
function readMatch(part: TextWindow): LearnSpec | string {
  const pair = part.keyAndValue();
  if (pair === null) {
    const dst = part.subfield();
    if (dst === null) return `${part.text} is no field`;
    return { kind: 'match', dst, from: { kind: 'subfield', src: dst }, range: part.range };
  }
  const dst = part.part(part.from, part.indexOf('=')).subfield();
  if (dst === null) return `${pair.key} is no field`;
  const from = readSource(pair.value, dst);
  return from === null
    ? `${pair.value.text} is no value of ${pair.key}`
    : { kind: 'match', dst, from, range: part.range };
}

function readSource(window: TextWindow, dst: Subfield): LearnSource | null {
  if (findField(window.text.replace(/\[.*$/, '')) !== null) {
    const src = window.subfield();
    return src === null ? null : { kind: 'subfield', src };
  }
  const whole = dst.offset === 0 && dst.width === fieldOf(dst.field).bits;
  const value = (whole ? parseMasked(fieldOf(dst.field), window.text)?.value : undefined) ?? window.integer();
  return value === null ? null : { kind: 'value', value };
}
