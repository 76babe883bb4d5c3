// What is offered where the caret is (`|`), and what the text is when it was taken.
import { describe, expect, test } from 'vitest';
import {
  completed,
  completionPlace,
  wordChoices,
} from '../../../../renderer/views/flows/filter-completion.ts';
import {
  filterNames,
  findFilterName,
  hasNames,
  settableNames,
} from '../../../../shared/filter/filter-names.ts';
import { parseFlowFilter } from '../../../../shared/filter/flow-filter.ts';

const at = (marked: string) => completionPlace(marked.replace('|', ''), marked.indexOf('|'));

test.each([
  ['dl_|', 'name', '', 'dl_', 0],
  ['table=20 and (dl_d|', 'name', '', 'dl_d', 14],
  ['table=20 an|', 'joiner', '', 'an', 9],
  ['table |', 'operator', 'table', '', 6],
  ['nw_dst cov|', 'operator', 'nw_dst', 'cov', 7],
  ['table=|', 'value', 'table', '', 6],
  ['table=2| and x', 'value', 'table', '2', 6],
  ['dl_dst!=fa:16|', 'value', 'dl_dst', 'fa:16', 8],
  ['nw_dst covers 10.|', 'value', 'nw_dst', '10.', 14],
  ['n_packets>|', 'value', 'n_packets', '', 10],
  ['sets re|', 'sets', '', 're', 5],
  ['sets reg5=0|', 'value', 'sets reg5', '0', 10],
  ['sets reg5 |', 'operator', 'sets reg5', '', 10],
  ['not has |', 'has', 'has', '', 8],
  ['actions has le|', 'has', 'actions has', 'le', 12],
  ['actions="resubmit(|', 'value', 'actions', 'resubmit(', 8],
  ['in_port="p|"', 'value', 'in_port', 'p', 8],
  ['(table=1) o|', 'joiner', '', 'o', 10],
] as const)('%s', (marked, kind, field, prefix, from) => {
  expect(at(marked)).toEqual({ kind, field, prefix, from });
});

test('inside quotes that are no value there is nothing to complete', () => {
  expect(at('"some te|')).toBe(null);
  expect(at('table=1 "x|')).toBe(null);
});

describe('choices', () => {
  const texts = (marked: string, inDump: readonly string[] = []) => {
    const place = at(marked);
    if (place === null) throw new Error('no place');
    return wordChoices(place, new Map(inDump.map((name) => [name, 1]))).map(({ text }) => text);
  };

  test('names that begin so before those that contain it', () => {
    expect(texts('dl_ds|')).toEqual(['dl_dst']);
    expect(texts('nw_sr|')[0]).toBe('nw_src');
    expect(texts('spa|')).toContain('arp_spa');
    expect(texts('out|')[0]).toBe('output');
    expect(texts('|')).toEqual([]);
  });

  test('operators that the name takes', () => {
    expect(texts('table |')).toEqual(['=', '!=', '<', '<=', '>', '>=', 'in', '~']);
    expect(texts('nw_dst c|')).toEqual(['covers']);
    expect(texts('actions |')).toEqual(['=', '!=', '~', 'in']);
    expect(texts('table=1 a|')).toEqual(['and']);
  });

  test('behind has, what the dump has comes first', () => {
    expect(texts('has |', ['learn', 'tun_id']).slice(0, 2)).toEqual(
      expect.arrayContaining(['learn', 'tun_id']),
    );
    expect(texts('has le|')).toContain('learn');
    expect(texts('sets reg1|')[0]).toBe('reg1');
  });

  test('every name that is offered is understood', () => {
    for (const name of filterNames) expect(findFilterName(name), name).not.toBe(null);
    for (const name of hasNames) expect(parseFlowFilter(`has ${name}`).ok, name).toBe(true);
    for (const name of settableNames) expect(parseFlowFilter(`sets ${name}`).ok, name).toBe(true);
  });
});

test('a choice takes the place of what was typed', () => {
  const take = (marked: string, choice: string) => {
    const caret = marked.indexOf('|');
    const bare = marked.replace('|', '');
    const place = completionPlace(bare, caret);
    if (place === null) throw new Error('no place');
    const next = completed(bare, caret, place, choice);
    return `${next.text.slice(0, next.caret)}|${next.text.slice(next.caret)}`;
  };
  expect(take('tab|', 'table')).toBe('table|');
  expect(take('table |', '>=')).toBe('table>=|');
  expect(take('nw_dst c|', 'covers')).toBe('nw_dst covers |');
  expect(take('ha|', 'has')).toBe('has |');
  expect(take('has le|', 'learn')).toBe('has learn |');
  expect(take('sets re|=5', 'reg5')).toBe('sets reg5|=5');
  expect(take('dl_dst=fa|', 'fa:16:3e:a1:3f:19')).toBe('dl_dst=fa:16:3e:a1:3f:19|');
  expect(take('in_port="p|"', 'patch int')).toBe('in_port="patch int"|');
  expect(take('table=1 a| x', 'and')).toBe('table=1 and |x');
});
