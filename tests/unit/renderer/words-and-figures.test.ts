// Small pure parts of the interface: texts with places, keys, sizes and times, marks in lines, ranking.
import { describe, expect, test } from 'vitest';
import { rankByWords } from '../../../renderer/frame/rank-by-words.ts';
import { keyOf, keyWords } from '../../../renderer/state/keys.ts';
import { formatMessage } from '../../../shared/message.ts';
import {
  formatBytes,
  formatSeconds,
  formatSpan,
  formatTime,
  parseTime,
} from '../../../renderer/ui/figures.ts';
import { asTyped, excerptOf, partsOfLine, shownLine } from '../../../renderer/ui/line-parts.ts';
import { spellingsOf } from '../../../shared/search/spellings.ts';

describe('texts with places', () => {
  test('numbers are grouped, words follow the number', () => {
    const text = '{count} {count|source|sources} in {name}';
    expect(formatMessage(text, { count: 1, name: 'a' }, 'en')).toBe('1 source in a');
    expect(formatMessage(text, { count: 212331, name: 'b' }, 'en')).toBe('212,331 sources in b');
  });
  test('a place without a parameter is seen', () => {
    expect(formatMessage('{host}: {count}', { count: 2 }, 'en')).toBe('{host}: 2');
  });
  test('what a parameter holds is not a place', () => {
    expect(formatMessage('{a}', { a: '{b}', b: 'x' }, 'en')).toBe('{b}');
  });
});

describe('keys', () => {
  const press = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
  test('are written with their modifiers in order', () => {
    expect(keyOf({ ...press, key: 'K', ctrlKey: true })).toBe('mod+k');
    expect(keyOf({ ...press, key: 'k', metaKey: true })).toBe('mod+k');
    expect(keyOf({ ...press, key: 'ArrowLeft', altKey: true })).toBe('alt+arrowleft');
    expect(keyOf({ ...press, key: 'F7', shiftKey: true })).toBe('shift+f7');
    expect(keyOf({ ...press, key: '?', shiftKey: true })).toBe('?');
    expect(keyOf({ ...press, key: ' ' })).toBe('space');
  });
  test('are shown as the keyboard has them', () => {
    expect(keyWords('mod+k', true)).toEqual(['⌘', 'K']);
    expect(keyWords('mod+k', false)).toEqual(['Ctrl', 'K']);
    expect(keyWords('shift+f7', false)).toEqual(['Shift', 'F7']);
    expect(keyWords('+', false)).toEqual(['+']);
    expect(keyWords('mod++', false)).toEqual(['Ctrl', '+']);
    expect(keyWords('alt+arrowleft', false)).toEqual(['Alt', '←']);
  });
});

describe('figures', () => {
  test('bytes', () => {
    expect(formatBytes(0, 'en')).toBe('0 B');
    expect(formatBytes(1023, 'en')).toBe('1,023 B');
    expect(formatBytes(1536, 'en')).toBe('1.5 KiB');
    expect(formatBytes(734003200, 'en')).toBe('700 MiB');
  });
  test('a time keeps the zone it was written in', () => {
    expect(formatTime('2015-02-27T11:03:25+08:00')).toBe('2015-02-27 11:03:25 +08:00');
    expect(formatTime('2026-11-20T14:03:11.250Z')).toBe('2026-11-20 14:03:11 UTC');
    expect(formatTime('yesterday')).toBe('yesterday');
  });
  test('a time typed is read back', () => {
    for (const iso of ['2015-02-27T11:03:25+08:00', '2026-11-20T14:03:11Z'])
      expect(parseTime(formatTime(iso))).toBe(iso);
    expect(parseTime('2026-11-20 14:03')).toBe('2026-11-20T14:03:00Z');
    expect(parseTime('2026-11-20T14:03:11+0530')).toBe('2026-11-20T14:03:11+05:30');
    expect(parseTime('2026-13-20 14:03')).toBeNull();
    expect(parseTime('noon')).toBeNull();
  });
  test('a span has one unit', () => {
    expect(formatSpan(4, 'en')).toBe('4 sec');
    expect(formatSpan(89.6, 'en')).toBe('90 sec');
    expect(formatSpan(725, 'en')).toBe('12 min');
    expect(formatSpan(7300, 'en')).toBe('2 hr');
  });
  test('seconds', () => {
    expect(formatSeconds(7.4)).toBe('0:07');
    expect(formatSeconds(3723)).toBe('1:02:03');
  });
});

describe('marks in a line', () => {
  test('every occurrence, whatever its case', () => {
    expect(partsOfLine('Port qvo1 of QVO1', asTyped('qvo'))).toEqual([
      { text: 'Port ', found: false },
      { text: 'qvo', found: true },
      { text: '1 of ', found: false },
      { text: 'QVO', found: true },
      { text: '1', found: false },
    ]);
  });
  test('the parts are the line again', () => {
    for (const looked of ['', 'a', 'aa', 'x', '\u0130'])
      expect(
        partsOfLine('aaa \u0130 b', asTyped(looked))
          .map((part) => part.text)
          .join(''),
      ).toBe('aaa \u0130 b');
  });
  test('other spellings too, not within a longer number, the longest where two begin', () => {
    const found = (line: string, typed: string): readonly string[] =>
      partsOfLine(line, spellingsOf(typed)).flatMap((part) => (part.found ? [part.text] : []));
    expect(found('dl_src=fa:16:3E:a1:b2:c3,0xfa163ea1b2c3', 'fa16.3ea1.b2c3')).toEqual([
      'fa:16:3E:a1:b2:c3',
      '0xfa163ea1b2c3',
    ]);
    expect(found('reg=0xa120003 0xa1200035', '10.18.0.3')).toEqual(['0xa120003']);
  });
  test('an excerpt begins a little before the find, without the indent', () => {
    const row = { text: '\t\tnw_src=10.0.0.7 actions=drop', from: 0, length: 30, at: 9 };
    expect(excerptOf(row, 20)).toEqual({
      text: 'nw_src=10.0.0.7 actions=drop',
      cutBefore: false,
      cutAfter: false,
    });
    expect(excerptOf({ ...row, length: 900 }, 4)).toEqual({
      text: 'src=10.0.0.7 actions=drop',
      cutBefore: true,
      cutAfter: true,
    });
    expect(excerptOf({ ...row, from: 400, at: 0 }, 4)).toMatchObject({ text: row.text, cutBefore: true });
  });
  test('a giant line says how long it is; what only looks like it is text', () => {
    const begin = 'x'.repeat(4000);
    expect(shownLine(`${begin}\u2026[4000/1048576]`)).toEqual({ text: begin, cutFrom: 1_048_576 });
    expect(shownLine('short \u2026[4000/1048576]').cutFrom).toBeNull();
  });
});

describe('ranking', () => {
  const titles = ['Go to Flows', 'Theme: light', 'Import files…', 'Follow'];
  test('all words must occur; beginnings come first', () => {
    expect(rankByWords(titles, 'fl', String)).toEqual(['Go to Flows']);
    expect(rankByWords(titles, 'fo', String)).toEqual(['Follow']);
    expect(rankByWords(titles, 'f', String)).toEqual(['Follow', 'Go to Flows', 'Import files…']);
    expect(rankByWords(titles, 'go flows', String)).toEqual(['Go to Flows']);
    expect(rankByWords(titles, 'theme dark', String)).toEqual([]);
  });
});
