// coldtrace diff --between-hosts: what hosts have differently that should be alike. Two hosts rule by rule; more as a
// matrix by table, and which of them stand against the others; their settings in either case.
import { contradictionText } from '../../shared/compare/renaming/contradiction.ts';
import { CodedError } from '../../shared/coded-error.ts';
import type {
  BridgeCounts,
  NodeComparison,
  RuleClass,
  RuleResult,
  RuleSide,
} from '../../shared/compare/between/compare-nodes.ts';
import { ruleClasses } from '../../shared/compare/between/compare-nodes.ts';
import {
  settingKinds,
  type HostSetting,
  type HostSettings,
} from '../../shared/compare/between/host-settings.ts';
import type { MatrixOutlier, NodeMatrix } from '../../shared/compare/between/node-matrix.ts';
import type { ChangeKind } from '../../shared/compare/change.ts';
import type { NumberSpace } from '../../shared/compare/renaming/renaming.ts';
import type { RenamingByHand } from '../../shared/compare/renaming/shared-numbers.ts';
import { tableText } from '../../shared/openflow/table-id.ts';
import { hostComparisonsOf } from '../engine/host-comparisons.ts';
import type { CaseSession } from '../engine/case-session.ts';
import type { Terminal } from './cli-command.ts';
import { evidenceJson, snapshotNamed } from './open-session.ts';
import { table } from './table.ts';

export interface HostsAsked {
  /** Snapshots as they are named on the command line. */
  readonly hosts: readonly string[];
  /** Empty: all. */
  readonly kinds: readonly ChangeKind[];
  readonly rename: readonly RenamingByHand[];
  readonly summary: boolean;
  readonly json: boolean;
}

/** What nobody would call alike, nor rightly different. */
const matter: ReadonlySet<RuleClass> = new Set(['differs', 'lacks', 'unresolved']);

/** Prints what differs; 1 when a host lacks what it should have, does it differently, or is set differently. */
export async function diffHosts(
  session: CaseSession,
  { hosts, kinds, rename, summary, json }: HostsAsked,
  terminal: Terminal,
): Promise<number> {
  const snapshots = hosts.map((name) => snapshotNamed(session, name));
  if (new Set(snapshots.map(({ host }) => host)).size < snapshots.length) {
    throw new CodedError('bad-request', 'Between hosts, each snapshot must be of another host.');
  }
  const ids = snapshots.map(({ id }) => id);
  refuseUnknown(
    snapshots.map(({ host }) => host),
    kinds,
    rename,
  );
  const names = new Map(snapshots.map(({ id, host }) => [id, host]));
  const asksFlows = kinds.length === 0 || kinds.includes('flows');
  const asksSettings = kinds.length === 0 || kinds.some((kind) => kind !== 'flows');
  const [from, to] = ids;
  let differs = false;
  if (asksFlows && from !== undefined && to !== undefined) {
    if (ids.length === 2) {
      const found = hostComparisonsOf(session).nodeComparison(from, to, rename);
      sayBesides(found, hosts, terminal);
      differs = found.rules.some((rule) => matter.has(rule.class));
      await terminal.print(rulesShown(found, hosts, { summary, json }));
    } else {
      const matrix = hostComparisonsOf(session).nodeMatrix(ids, rename);
      for (const { host, bridge, command } of matrix.notComparable) sayGap(bridge, host, command, terminal);
      for (const told of matrix.contradictions) terminal.say(`contradiction: ${contradictionText(told)}`);
      differs = matrix.outliers.some(({ what }) => what === 'lacks');
      await terminal.print(matrixShown(matrix, { summary, json }));
    }
  }
  if (asksSettings) {
    const found = hostComparisonsOf(session).hostSettings(ids);
    const asked = found.differing.filter(({ kind }) => kinds.length === 0 || kinds.includes(kind));
    if (asked.length > 0) differs = true;
    terminal.say(`settings: ${found.compared} compared, ${asked.length} not alike`);
    await terminal.print(settingsShown({ ...found, differing: asked }, names, { summary, json }));
  }
  return differs ? 1 : 0;
}

/** Throws 'bad-request' for what would be asked for in vain. */
function refuseUnknown(
  hosts: readonly string[],
  kinds: readonly ChangeKind[],
  rename: readonly RenamingByHand[],
): void {
  const compared: readonly ChangeKind[] = ['flows', ...settingKinds];
  const kind = kinds.find((one) => !compared.includes(one));
  if (kind !== undefined) {
    throw new CodedError(
      'bad-request',
      `${kind} are not compared between hosts; ${compared.join(', ')} are.`,
    );
  }
  const other = rename.find(({ host }) => host !== null && !hosts.includes(host));
  if (other !== undefined) {
    throw new CodedError(
      'bad-request',
      `${other.host} of --rename is none of the hosts: ${hosts.join(', ')}.`,
    );
  }
}

interface Form {
  readonly summary: boolean;
  readonly json: boolean;
}

function rulesShown(
  found: NodeComparison,
  hosts: readonly string[],
  { summary, json }: Form,
): readonly string[] {
  if (summary) return json ? [JSON.stringify(found.bridges)] : countLines(found.bridges);
  // Rules that are alike are counted; the lines are of those that are not.
  const shown = found.rules.filter((rule) => rule.class !== 'equal' && rule.class !== 'paired');
  if (json) {
    return [
      ...shown.map(ruleJson),
      ...found.renaming.map((renaming) => JSON.stringify({ renaming })),
      ...found.unresolved.map((unresolved) => JSON.stringify({ unresolved })),
      ...found.contradictions.map((told) => JSON.stringify({ contradiction: contradictionText(told) })),
      ...found.notComparable.map((notComparable) => JSON.stringify({ notComparable })),
    ];
  }
  return shown.flatMap((rule) => ruleLines(rule, hosts));
}

function countLines(bridges: readonly BridgeCounts[]): readonly string[] {
  const both = ({ from, to }: BridgeCounts['rules']): string => `${from} ${to}`;
  return table(
    [
      'bridge',
      'rules',
      'as text',
      'canonical',
      'renamed',
      'paired',
      'differ',
      'lacking',
      'own',
      'unresolved',
    ],
    bridges.map((one) => [
      ...[one.bridge, both(one.rules)],
      ...[one.asText, one.canonical, one.renamed, one.paired, one.differs].map(String),
      ...[both(one.lacks), both(one.own), both(one.unresolved)],
    ]),
  );
}

/** The host is the one that lacks the rule, or a part of it; of what the other rightly lacks, the one that has it. */
function ruleLines(
  { bridge, class: kind, reason, about, missingIn, from, to }: RuleResult,
  [first = '', second = '']: readonly string[],
): readonly string[] {
  const lacking = missingIn === 'from' ? first : second;
  const having = from === null ? second : first;
  const host = missingIn === null ? '' : kind === 'lacks' || kind === 'differs' ? lacking : having;
  const why = [reason ?? '', ...about].filter((word) => word !== '').join(' ');
  const lines = [`${bridge}: ${kind}: ${[host, why].filter((word) => word !== '').join(': ')}`];
  if (from !== null) lines.push(`  - ${from.text}`);
  if (to !== null) lines.push(`  + ${to.text}`);
  return lines;
}

function ruleJson({ from, to, ...rule }: RuleResult): string {
  return JSON.stringify({ ...rule, from: sideJson(from), to: sideJson(to) });
}

function sideJson(side: RuleSide | null): unknown {
  return side === null ? null : { ...side, evidence: evidenceJson(side.evidence) };
}

function sayBesides(found: NodeComparison, hosts: readonly string[], terminal: Terminal): void {
  const name = { from: hosts[0] ?? '', to: hosts[1] ?? '' };
  for (const { bridge, missingIn, command } of found.notComparable) {
    sayGap(bridge, name[missingIn], command, terminal);
  }
  for (const { side, space, bridge, number } of found.unresolved) {
    terminal.say(`unresolved: ${space}${bridge === null ? '' : ` of ${bridge}`} ${number} in ${name[side]}`);
  }
  for (const told of found.contradictions) terminal.say(`contradiction: ${contradictionText(told)}`);
  for (const { space, bridge, name: thing, from, to, because, byHand } of found.renaming) {
    if (from === null || to === null || (from === to && !byHand)) continue;
    const where = bridge === null ? '' : ` of ${bridge}`;
    terminal.say(`renamed: ${space}${where} ${from} = ${to}: ${thing} (${because ?? ''})`);
  }
  for (const kind of ruleClasses) {
    const count = found.rules.filter((rule) => rule.class === kind).length;
    if (count > 0) terminal.say(`rules: ${kind}: ${count}`);
  }
}

function sayGap(bridge: string, host: string, command: string | null, terminal: Terminal): void {
  const why = command === null ? `${host} has no such bridge` : `missing in ${host} (${command})`;
  terminal.say(`not compared: flows of ${bridge}: ${why}`);
}

function matrixShown(matrix: NodeMatrix, { summary, json }: Form): readonly string[] {
  if (summary) return json ? [JSON.stringify(matrix.rows)] : matrixLines(matrix);
  if (json) {
    return [
      ...matrix.outliers.map(outlierJson),
      ...matrix.contradictions.map((told) => JSON.stringify({ contradiction: contradictionText(told) })),
      ...matrix.notComparable.map((notComparable) => JSON.stringify({ notComparable })),
    ];
  }
  return matrix.outliers.flatMap(({ host, bridge, table: number, what, having, of, example }) => [
    `${bridge}: ${host} ${what === 'lacks' ? 'lacks' : 'has alone'}: table ${tableText(number)}: ${having} of ${of} have it`,
    `  ${what === 'lacks' ? '-' : '+'} ${example.text}`,
  ]);
}

/** A cell: rules, then the roles that the host lacks and has alone, where there are any. */
function matrixLines({ hosts, rows }: NodeMatrix): readonly string[] {
  return table(
    ['bridge', 'table', ...hosts],
    rows.map(({ bridge, table: number, cells }) => [
      bridge,
      tableText(number),
      ...hosts.map((host) => {
        const cell = cells.find((one) => one.host === host);
        if (cell === undefined) return '';
        const { rules, lacks, alone } = cell;
        return `${rules}${lacks === 0 ? '' : ` -${lacks}`}${alone === 0 ? '' : ` +${alone}`}`;
      }),
    ]),
  );
}

function outlierJson({ example, ...outlier }: MatrixOutlier): string {
  return JSON.stringify({ ...outlier, example: sideJson(example) });
}

function settingsShown(
  { compared, differing }: HostSettings,
  names: ReadonlyMap<number, string>,
  { summary, json }: Form,
): readonly string[] {
  if (!summary) return differing.flatMap((one) => settingShown(one, names, json));
  const kinds = new Map<ChangeKind, number>();
  for (const { kind } of differing) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const counts = { compared, differing: Object.fromEntries(kinds) };
  if (json) return [JSON.stringify(counts)];
  if (kinds.size === 0) return [];
  return table(
    ['settings', 'differ'],
    [...kinds].map(([kind, count]) => [kind, String(count)]),
  );
}

function settingShown(
  { kind, key, field, values }: HostSetting,
  names: ReadonlyMap<number, string>,
  json: boolean,
): readonly string[] {
  const hostsOf = (ids: readonly number[]): readonly string[] => ids.map((id) => names.get(id) ?? String(id));
  if (json) {
    const told = values.map(({ value, snapshots, evidence }) => ({
      value,
      hosts: hostsOf(snapshots),
      evidence: evidence === null ? [] : evidenceJson([evidence]),
    }));
    return [JSON.stringify({ kind, key, field, values: told })];
  }
  const [most] = values;
  const lines = values.map(({ value, snapshots }, i) => {
    const who =
      i === 0 && most !== undefined && most.snapshots.length > 3
        ? `${most.snapshots.length} hosts`
        : hostsOf(snapshots).join(', ');
    return `  ${who}: ${value ?? '(none)'}`;
  });
  return [`${kind}: ${key}${field === '' ? '' : ` ${field}`}`, ...lines];
}

const spaces: Readonly<Record<string, NumberSpace>> = {
  port: 'ofport',
  ofport: 'ofport',
  vlan: 'local-vlan',
  'local-vlan': 'local-vlan',
  conjunction: 'conjunction',
  zone: 'zone',
  group: 'group',
};

/** `[HOST/]SPACE[:BRIDGE]:NUMBER=NAME`; throws 'bad-request'. */
export function renamingNamed(text: string): RenamingByHand {
  const parts = /^(?:([^/=:]+)\/)?([a-z-]+)(?::([^:=]+))?:(\d+)=(.+)$/.exec(text);
  const [, host, word = '', bridge, number, alias] = parts ?? [];
  const space = spaces[word];
  if (parts === null || space === undefined || alias === undefined) {
    throw new CodedError(
      'bad-request',
      `${text} is no renaming: [HOST/]SPACE[:BRIDGE]:NUMBER=NAME, SPACE one of ${Object.keys(spaces).join(', ')}.`,
    );
  }
  return { host: host ?? null, space, bridge: bridge ?? null, number: Number(number), alias };
}
