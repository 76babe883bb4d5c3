// Every OVSDB and OVN output of the real deployments is read without a problem, and what is said in several forms
// is said alike.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commandLineFromPath, recogniseCommandLine } from '../../../../shared/bundle/command-line.ts';
import { linesOf } from '../../../openvswitch-output.ts';
import { readArchive } from '../../../read-archive.ts';
import { readLines, type ReadOutput } from '../../../read-lines.ts';
import { hasShared, sharedData } from '../../../shared-data.ts';

const wanted =
  /(?:^|\/)(?:ov[ns]-[vns][bs]?s?ctl_|ovsdb-client_|[^/]*\.db$|ovn-appctl_.*(?:cluster\.status|ct-zone-list))/;
const ours = /^(?:ovs-vsctl-(?:list|show)|ovsdb-|ovn-|cluster-status)/;

async function outputs(archive: string): Promise<ReadonlyMap<string, ReadOutput>> {
  const texts = await readArchive(archive, (name) => wanted.test(name));
  const found = new Map<string, ReadOutput>();
  for (const [name, text] of texts) {
    // Where there is no server, the tool's complaint is all that was collected.
    if (/^ov[ns]-\w+: /.test(text)) continue;
    const commandLine = commandLineFromPath(name);
    const recognised = commandLine === null ? null : recogniseCommandLine(commandLine);
    if (recognised === null || !ours.test(recognised.command.id)) continue;
    found.set(
      name.slice(name.lastIndexOf('/') + 1),
      readLines(recognised.command, linesOf(text), recognised.context),
    );
  }
  return found;
}

function rows(output: ReadOutput | undefined): readonly string[] {
  return (output?.of('ovsdb-row') ?? []).map((row) => JSON.stringify(row)).sort();
}

test.skipIf(!hasShared)('a controller of OVN: dumps, lists and files agree', async () => {
  const found = await outputs(sharedData('ovn/bundles/T0-healthy/controller1/commands.tar.gz'));
  expect(found.size).toBeGreaterThan(150);
  for (const [name, { problems }] of found) expect([name, problems]).toEqual([name, []]);
  const southbound = found.get('ovsdb-client_dump_ovnsb_db.sock_OVN_Southbound.txt');
  const northbound = found.get('ovsdb-client_dump_ovnnb_db.sock_OVN_Northbound.txt');
  expect(rows(southbound)).toHaveLength(569);
  expect(rows(northbound)).toHaveLength(65);
  for (const name of ['ovsdb-client_-f_json_dump_ovnsb_db.sock_OVN_Southbound.txt', 'ovnsb_db.db'])
    expect([name, rows(found.get(name))]).toEqual([name, rows(southbound)]);
  for (const name of ['ovsdb-client_-f_json_dump_ovnnb_db.sock_OVN_Northbound.txt', 'ovnnb_db.db'])
    expect([name, rows(found.get(name))]).toEqual([name, rows(northbound)]);
  expect(rows(found.get('ovsdb-client_-f_json_dump.txt'))).toEqual(rows(found.get('ovsdb-client_dump.txt')));
  for (const name of ['NAT', 'Logical_Switch_Port', 'Logical_Router_Port']) {
    const list = found.get(`ovn-nbctl_list_${name}.txt`);
    expect(rows(found.get(`ovn-nbctl_-f_json_list_${name}.txt`))).toEqual(rows(list));
    expect(rows(northbound)).toEqual(expect.arrayContaining([...rows(list)]));
  }
  expect(found.get('ovn-sbctl_lflow-list.txt')?.of('logical-flow')).toHaveLength(619);
  expect(southbound?.of('port-binding')).toHaveLength(21);
  const bound = southbound!.of('port-binding').filter(({ chassis }) => chassis !== 'none');
  const shown = found.get('ovn-sbctl_show.txt')!.of('port-binding');
  const pairs = (bindings: typeof bound): string[] =>
    bindings.map(({ logicalPort, chassis }) => `${logicalPort} ${chassis}`).sort();
  expect(pairs(bound)).toEqual(pairs(shown));
  const switches = (output: ReadOutput | undefined): string[] =>
    output!
      .of('logical-switch-port')
      .map((port) => `${port.switch} ${port.name} ${port.addresses?.join()}`)
      .sort();
  const router = /undefined$|router$/;
  expect(switches(found.get('ovn-nbctl_show.txt')).filter((port) => !router.test(port))).toEqual(
    switches(northbound).filter((port) => !router.test(port)),
  );
});

/** Every snapshot's folder of a deployment. */
const snapshots = (deployment: string): readonly string[] =>
  readdirSync(sharedData(deployment, 'bundles')).map((name) => join(deployment, 'bundles', name));

/** What `ovsdb-client dump` printed, and the file that the server kept of it in each form. */
const databases: readonly (readonly [string, readonly string[]])[] = [
  ['ovsdb-client_dump_ovnnb_db.sock_OVN_Northbound.txt', ['ovnnb_db.db', 'ovnnb_db.standalone.db']],
  ['ovsdb-client_dump_ovnsb_db.sock_OVN_Southbound.txt', ['ovnsb_db.db', 'ovnsb_db.standalone.db']],
  ['ovsdb-client_dump.txt', ['conf.db']],
];

test
  .skipIf(!hasShared)
  .each(
    hasShared
      ? [...snapshots('ovn'), ...snapshots('lab')].flatMap((folder) =>
          readdirSync(sharedData(folder)).map((host) => join(folder, host, 'commands.tar.gz')),
        )
      : [],
  )('%s: files give what the server printed', async (archive) => {
  const found = await outputs(sharedData(archive));
  const compared: string[] = [];
  for (const [printed, files] of databases) {
    const dump = found.get(printed);
    for (const name of files) {
      const file = found.get(name);
      if (dump === undefined || file === undefined) continue;
      expect([name, file.problems]).toEqual([name, []]);
      expect([name, differences(file, dump)]).toEqual([name, []]);
      compared.push(name);
    }
  }
  const isOvn = archive.startsWith('ovn');
  if (isOvn && archive.includes('controller1')) expect(compared).toHaveLength(5);
  else if (isOvn) expect(compared).toEqual(['conf.db']);
});

/** Columns of one row that file and dump give differently; columns that no file ever holds are the dump's alone. */
function differences(file: ReadOutput, dump: ReadOutput): readonly string[] {
  const printed = new Map(dump.of('ovsdb-row').map((row) => [row.uuid, row]));
  const kept = new Set(file.of('ovsdb-row').map(({ uuid }) => uuid));
  return [
    ...[...printed.keys()].filter((uuid) => !kept.has(uuid)).map((uuid) => `${uuid} is not in the file`),
    ...file.of('ovsdb-row').flatMap((row) => {
      const other = printed.get(row.uuid);
      if (other === undefined) return [`${row.table} ${row.uuid} is not in the dump`];
      return Object.entries(row.columns)
        .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(other.columns[name]))
        .map(
          ([name, v]) =>
            `${row.table} ${row.uuid} ${name}: ${JSON.stringify(v)} and ${JSON.stringify(other.columns[name])}`,
        );
    }),
  ];
}

const bundles = hasShared
  ? [
      ...[...snapshots('lab'), ...snapshots('ovn')].flatMap((folder) =>
        readdirSync(sharedData(folder)).flatMap((host) =>
          readdirSync(sharedData(folder, host)).map((name) => join(folder, host, name)),
        ),
      ),
      'hotsos-openstack/sosreport-compute4-2022-02-10-real.tar.xz',
    ]
  : [];

test.skipIf(!hasShared).each(bundles)('%s is read without a problem', async (bundle) => {
  const found = await outputs(sharedData(bundle));
  for (const [name, { problems }] of found) expect([name, problems]).toEqual([name, []]);
});
