// The texts of the interface: both languages say the same things, and every key that the code uses is there.
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { columnIds } from '../../../renderer/views/flows/flow-columns.ts';
import { errorCodes, flowGroupKeys, flowTextFormats, importPhases } from '../../../shared/api.ts';
import {
  compareLayouts,
  comparePages,
  compareScopes,
} from '../../../renderer/views/compare/compare-place.ts';
import { ruleClasses } from '../../../shared/compare/between/compare-nodes.ts';
import {
  differReasons,
  lackReasons,
  ownReasons,
  unknownReasons,
} from '../../../shared/compare/between/rule-reasons.ts';
import { changeFilterNames } from '../../../shared/compare/change-filter.ts';
import { changeTextFormats } from '../../../shared/compare/change-texts.ts';
import { changeKinds, changeTypes } from '../../../shared/compare/change.ts';
import { numberSpaces } from '../../../shared/compare/renaming/renaming.ts';
import { asideCategories } from '../../../shared/compare/set-aside.ts';
import { severities, sourceStates } from '../../../shared/evidence.ts';
import { factKinds } from '../../../shared/facts.ts';
import { filterErrorCodes, filterSentence } from '../../../shared/filter/filter-error.ts';
import { edgeWays, pipelineNodeKinds, pipelineNotes } from '../../../shared/pipeline/pipeline.ts';
import { requestCauses } from '../../../shared/requests/request.ts';
import { spellingKinds } from '../../../shared/search/spellings.ts';
import { findingSeverities } from '../../../shared/findings/finding.ts';
import { hostRoles, tunnelKnowledge } from '../../../shared/network/case/model.ts';
import { entityFields, entityKinds } from '../../../shared/network/identity/entity.ts';
import { anchor } from '../../../shared/notes/anchor.ts';
import { noteStatuses } from '../../../shared/notes/note.ts';
import { goneReasons } from '../../../shared/notes/resolution.ts';
import { deviceKinds } from '../../../shared/network/model.ts';

const root = resolve(import.meta.dirname, '../../..');
const locales = ['en', 'zh-CN'] as const;
type Texts = Readonly<Record<string, string>>;

function areasOf(locale: string): Readonly<Record<string, Texts>> {
  const folder = join(root, 'resources/locales', locale);
  return Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((file) => [
        file.replace(/\.json$/, ''),
        JSON.parse(readFileSync(join(folder, file), 'utf8')) as Texts,
      ]),
  );
}

const areas = { en: areasOf('en'), 'zh-CN': areasOf('zh-CN') };
const english: Texts = Object.assign({}, ...Object.values(areas.en));
const chinese: Texts = Object.assign({}, ...Object.values(areas['zh-CN']));

const code = readdirSync(join(root, 'renderer'), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(svelte|ts)$/.test(name))
  .map((name) => readFileSync(join(root, 'renderer', name), 'utf8'))
  .join('\n');
/** The names of facts are by their kind, `fact.KIND`. */
const prefixOf = (area: string): string => (area === 'facts' ? 'fact' : area);
const areaNames = Object.keys(areas.en).map(prefixOf).join('|');
const keys = [...code.matchAll(new RegExp(`'((?:${areaNames})\\.[\\w.-]+)'`, 'g'))].flatMap(
  (found) => found[1] ?? [],
);

/** What is used in more than one area says whose texts it takes, `words: 'compare' | 'between'`, and makes `${words}.next`. */
const areasOfWords = [...code.matchAll(/\bwords: ((?:'[a-z]+'(?: \| )?)+);/g)].flatMap((found) =>
  [...(found[1] ?? '').matchAll(/[a-z]+/g)].map(([area]) => area),
);
const keysOfWords = [...code.matchAll(/`\$\{words\}\.([\w.]+)`/g)].flatMap((found) =>
  areasOfWords.map((area) => `${area}.${found[1] ?? ''}`),
);

/** Command ids and methods of the contract look like keys and are none. */
const isText = (key: string): boolean =>
  !new RegExp(`(id|call\\(|on\\(|askOnce\\(|run\\(|=== )[: ]*'${key.replaceAll('.', '\\.')}'`).test(code) &&
  !new RegExp(`\\[[^\\]]*'${key.replaceAll('.', '\\.')}'[^\\]]*\\]\\.flatMap\\(entry\\)`).test(code);

/** The placeholders of a text, `{count}` and `{count|source|sources}` alike. */
const places = (text: string): readonly string[] =>
  [...new Set([...text.matchAll(/\{(\w+)(?=[|}])/g)].flatMap((found) => found[1] ?? []))].sort();

describe('locales', () => {
  test('English and Chinese have the same files and keys', () => {
    expect(Object.keys(areas['zh-CN'])).toEqual(Object.keys(areas.en));
    expect(Object.keys(chinese).sort()).toEqual(Object.keys(english).sort());
  });

  test.each(locales)('%s: every key begins with its area and has a text', (locale) => {
    for (const [area, texts] of Object.entries(areas[locale])) {
      for (const [key, text] of Object.entries(texts)) {
        expect(key).toMatch(new RegExp(`^${prefixOf(area)}\\.`));
        expect(text.trim(), key).not.toBe('');
      }
    }
  });

  test('a translation fills the same places', () => {
    for (const [key, text] of Object.entries(english)) {
      expect(places(chinese[key] ?? ''), key).toEqual(places(text));
    }
  });

  test('every key written in the code exists', () => {
    expect(keys.length).toBeGreaterThan(200);
    expect([...new Set(keys)].filter(isText).filter((key) => !(key in english))).toEqual([]);
  });

  test('every key made for more than one area exists in each', () => {
    expect(areasOfWords).toEqual(['compare', 'between']);
    expect(keysOfWords).toContain('between.copy.all');
    expect(keysOfWords.filter((key) => !(key in english))).toEqual([]);
  });

  test('every key made of a code of the contract exists', () => {
    const made: readonly (readonly [string, readonly string[]])[] = [
      ['app.error', errorCodes],
      ['app.state', sourceStates],
      ['app.severity', severities],
      ['app.knowledge', ['known', 'inferred', 'missing']],
      ['app.ask.cause', requestCauses],
      ['sources.spelling', spellingKinds],
      ['app.device', deviceKinds],
      ['app.entity', entityFields],
      ['app.name', entityKinds],
      ['app.change', changeTypes],
      ['app.import.phase', importPhases],
      ['app.name', ['host', 'instance', 'device', 'mac', 'address', 'bridge', 'source']],
      ['app.theme', ['system', 'light', 'dark']],
      ['app.command.theme', ['system', 'light', 'dark']],
      ['app.view', ['overview', 'network', 'flows', 'compare', 'sources', 'notes']],
      ['app.command.view', ['overview', 'network', 'flows', 'compare', 'sources', 'notes']],
      ['compare.kind', changeKinds],
      ['compare.type', changeTypes],
      ['compare.format', changeTextFormats],
      ['compare.aside', asideCategories],
      ['compare.hint', changeFilterNames],
      ['compare.page', comparePages.time],
      ['between.page', ['things', ...comparePages.hosts.slice(0, -1)]],
      ['between.class', ruleClasses],
      ['between.reason', [...ownReasons, ...lackReasons, ...unknownReasons, ...differReasons]],
      ['between.space', numberSpaces],
      ['compare.scope', compareScopes],
      ['compare.layout', compareLayouts],
      ['flows.error', filterErrorCodes],
      ['flows.column', columnIds],
      ['flows.group', flowGroupKeys],
      ['flows.format', flowTextFormats],
      ['flows.references', ['to', 'from', 'beside']],
      ['flows.reference.by', ['resubmit', 'goto_table', 'ct']],
      ['hosts.role', hostRoles],
      ['hosts.knowledge', tunnelKnowledge],
      ['hosts.part', ['host', 'peer', 'tunnel', 'physical-network', 'network']],
      ['hosts.count', ['instances', 'routers', 'namespaces', 'networks', 'bridges']],
      ['hosts.findings', findingSeverities],
      ['notes.status', noteStatuses],
      ['notes.gone', goneReasons],
      ['notes.deed', ['add', 'edit', 'remove']],
      ['notes.pinDeed', ['add', 'edit', 'remove']],
      ['notes.shown', ['flow-list', 'diff', 'path', 'picture']],
      [
        'notes.about',
        anchor.options
          .map(({ shape }) => shape.kind.value)
          .filter((kind) => kind !== 'fact' && kind !== 'change'),
      ],
      ['overview.outcome', ['imported', 'known', 'failed']],
      ['pipeline.kind', pipelineNodeKinds],
      ['pipeline.way', edgeWays],
      ['pipeline.note', pipelineNotes],
    ];
    const wanted = made.flatMap(([prefix, codes]) => codes.map((each) => `${prefix}.${each}`));
    expect(wanted.filter((key) => !(key in english))).toEqual([]);
  });

  test('the filter says the same to the command line', () => {
    for (const code of filterErrorCodes) expect(english[`flows.error.${code}`]).toBe(filterSentence(code));
  });

  test.each(locales)('%s: facts have names, each kind one and nothing else', (locale) => {
    const kinds = Object.keys(areas[locale]['facts'] ?? {}).filter((key) => key.startsWith('fact.'));
    expect(kinds.sort()).toEqual(factKinds.map((kind) => `fact.${kind}`).sort());
  });

  test('every text is used: by its key, or by a key made in the code', () => {
    const made = [...code.matchAll(/`([a-z]+\.(?:[\w.-]*\.)?)\$\{/g)].flatMap((found) => found[1] ?? []);
    // Those of explanations and findings are made in shared/; tests/unit/explain/words.test.ts and
    // tests/unit/findings/registry.test.ts go through them; those of a report's document likewise,
    // tests/unit/report/words.test.ts.
    const unused = Object.keys(english).filter(
      (key) =>
        !key.startsWith('explain.') &&
        !key.startsWith('findings.') &&
        !key.startsWith('document.') &&
        !code.includes(`'${key}'`) &&
        !keysOfWords.includes(key) &&
        !made.includes(key.slice(0, key.lastIndexOf('.') + 1)),
    );
    expect(unused).toEqual([]);
  });

  test('every name of a field is that of a field', () => {
    const areasOfFacts = readdirSync(join(root, 'shared/facts')).map((file) => `facts/${file}`);
    const methods = readdirSync(join(root, 'shared/api')).map((file) => `api/${file}`);
    const shapes = [...areasOfFacts, 'facts.ts', 'network/model.ts', ...methods]
      .map((file) => readFileSync(join(root, 'shared', file), 'utf8'))
      .join('\n');
    const fields = Object.keys(english).flatMap((key) => /^app\.field\.(\w+)$/.exec(key)?.[1] ?? []);
    expect(fields.length).toBeGreaterThan(50);
    expect(fields.filter((field) => !new RegExp(`^ *(readonly )?${field}: `, 'm').test(shapes))).toEqual([]);
  });

  test('a key made in the code begins with a prefix that has texts', () => {
    // Ids of commands are made in the same way; they are not texts.
    const prefixes = [
      ...code.matchAll(new RegExp('(?<!id: )`((?:' + areaNames + ')\\.[\\w.-]*)\\$\\{', 'g')),
    ].flatMap((found) => found[1] ?? []);
    expect(prefixes.length).toBeGreaterThan(15);
    const empty = prefixes.filter((prefix) => !Object.keys(english).some((key) => key.startsWith(prefix)));
    expect(empty).toEqual([]);
  });
});
