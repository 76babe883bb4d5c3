// Faults made by hand in the outputs of a real deployment of OVN: its databases as plain lists of their tables, which
// name each other's rows by UUID. The route breaks at what is at fault; where the databases are absent, evidence ends.
import { beforeAll, describe, expect, test } from 'vitest';
import type { Route } from '../../../../shared/network/route/route.ts';
import type { FilledFacts } from '../../../bundle-facts.ts';
import {
  type Change,
  each,
  EditedLab,
  endOf as at,
  findingsIn as found,
  on,
  output,
  routesBetween,
  rows,
  withoutPort,
} from '../../../edited-lab.ts';
import { hasShared } from '../../../shared-data.ts';
import { snapshotOf } from '../../findings/lab-facts.ts';

const web1 = '10.18.0.75';
const web2 = '10.18.0.178';

describe.skipIf(!hasShared)('OVN, by the lists of its tables', () => {
  let lab: EditedLab;
  beforeAll(async () => {
    lab = await EditedLab.open('ovn', 'T0-healthy');
  });
  const changed = (change: Change, called?: (line: string) => string): readonly FilledFacts[] =>
    lab.changed(change, called);
  const route = (facts: readonly FilledFacts[], from: string, to: string): Route =>
    routesBetween(facts, from, to).forward;

  const bindings = (text: string, line: string, port: string, edit: (row: string) => string): string =>
    /sbctl .*list Port.Binding/.test(line)
      ? rows(text, new RegExp(`^logical_port +: "?${port}`, 'm'), edit)
      : text;

  test('nothing is wrong: the way outside, and every way inside', () => {
    const facts = changed((text) => text);
    expect(route(facts, web1, 'outside')).toMatchObject({ end: 'outside', complete: true });
    expect(route(facts, 'outside', '172.16.0.160')).toMatchObject({ end: 'reached' });
    expect(route(facts, web1, web2)).toMatchObject({ end: 'reached' });
    expect(snapshotOf(facts).findings()).toEqual([]);
  });

  test('without the list of datapaths, evidence ends and asks for it', () => {
    const facts = changed((text, line) => (/Datapath.Binding|nbctl/.test(line) ? null : text));
    const { end, wants } = route(facts, web1, 'outside');
    expect(end).toBe('evidence-ends');
    expect(wants.join()).toMatch(/Datapath_Binding|nbctl/);
  });

  test('a gateway chassis without bridge mappings', () => {
    const facts = changed((text, line) =>
      /list Open.vSwitch/.test(line) ? text.replace(/ovn-bridge-mappings="[^"]*", /, '') : text,
    );
    expect(at(route(facts, web1, 'outside'))).toMatch(/^broken no-network-mapping/);
    expect(route(facts, 'outside', '172.16.0.160')).toMatchObject({
      end: 'broken',
      code: 'no-network-mapping',
    });
    expect(route(facts, 'outside', '172.16.0.160').hops).not.toEqual([]);
  });

  test('a provider bridge without its adapter, or with half of its patch', () => {
    const bare = changed(on('controller1', withoutPort('eth2')));
    expect(at(route(bare, web1, 'outside'))).toMatch(/^broken no-underlay/);
    expect(found(bare, 'provider-without-nic')).toEqual([
      'error controller1 findings.provider-without-nic.used ovs-bridge/br-ex',
    ]);
    const half = changed(
      on('controller1', withoutPort('patch-provnet-eb567ff2-e283-4e38-9b01-3f5e8c7e1a1e-to-br-int')),
    );
    const broken = route(half, web1, 'outside');
    expect(at(broken)).toBe('broken no-patch patch-br-int-to-provnet-eb567ff2-e283-4e38-9b01-3f5e8c7e1a1e');
    expect(found(half, 'patch-without-peer').length).toBe(1);
  });

  test('a port that is bound to another chassis than the one that it is plugged on', () => {
    const other = /^chassis +: (\S+)/m;
    let elsewhere = '';
    changed((text, line) => {
      bindings(text, line, '13230931', (row) => ((elsewhere = other.exec(row)?.[1] ?? elsewhere), row));
      return text;
    });
    const facts = changed((text, line) =>
      bindings(text, line, 'cfe83482', (row) => row.replace(/^(chassis +: ).*/m, `$1${elsewhere}`)),
    );
    expect(at(route(facts, web1, web2))).toMatch(/^broken not-bound/);
    expect(at(route(facts, web2, web1))).toMatch(/^broken not-in-ovs/);
    expect(found(facts, 'ovn-binding')).toEqual([
      'error compute1 findings.ovn-binding.elsewhere tap/tapcfe83482-cd',
    ]);
  });

  const unclaimed =
    (id: string): Change =>
    (text, line) =>
      bindings(text, line, id, (row) =>
        row.replace(/^(chassis +: ).*/m, '$1[]').replace(/^(up +: ).*/m, '$1false'),
      );

  test('a port that no chassis has claimed', () => {
    const facts = changed((text, line, host) =>
      host === 'compute1' && /list Interface/.test(line)
        ? rows(text, /^name +: "?tap5d258597-11/m, (row) => row.replace(/^(external_ids +: ).*/m, '$1{}'))
        : unclaimed('5d258597')(text, line, host),
    );
    const answer = route(facts, '10.18.0.1', '10.18.0.242');
    expect(answer).toMatchObject({ end: 'broken', code: 'not-bound' });
    expect(answer.reason).toContain('to no chassis');
    const plugged = changed(unclaimed('5d258597'));
    expect(route(plugged, '10.18.0.242', web1)).toMatchObject({ end: 'broken', code: 'not-bound' });
    expect(found(plugged, 'ovn-binding')).toEqual([
      'error compute1 findings.ovn-binding.unbound tap/tap5d258597-11',
    ]);
  });

  test('tunnels of different types', () => {
    const facts = changed((text, line, host) =>
      host === 'compute2' && /vsctl show|list Interface|list Open.vSwitch|dpif.show/.test(line)
        ? text.replaceAll('geneve', 'vxlan')
        : text,
    );
    expect(route(facts, web1, web2)).toMatchObject({ end: 'broken', code: 'one-sided-tunnel' });
    // Each pair once.
    expect(found(facts, 'tunnel-type')).toEqual([
      expect.stringMatching(/^error compute1 findings.tunnel-type.differs tunnel\//),
      expect.stringMatching(/^error compute2 findings.tunnel-type.differs tunnel\//),
    ]);
  });

  test('without the controller, evidence ends', () => {
    const facts = changed((text, _, host) => (host === 'controller1' ? null : text));
    const inside = route(facts, web1, web2);
    expect(inside.end).toBe('evidence-ends');
    expect(inside.reason).toContain(web1);
    expect(inside.wants).not.toEqual([]);
    const metadata = route(facts, web1, '10.18.0.2');
    expect(metadata).toMatchObject({ end: 'evidence-ends', code: 'no-evidence' });
    expect(metadata.wants.join()).toContain('ovn-sbctl list Port_Binding');
  });

  test('a floating address without its row', () => {
    const noRow: Change = (text, line) =>
      /nbctl (show|list NAT|lr-nat-list)/.test(line)
        ? text
            .split(/\n(?= {4}nat )|\n\n/)
            .filter((row) => !row.includes('172.16.0.160'))
            .filter((row) => !/lr-nat-list/.test(line) || row !== '')
            .join(/nbctl show/.test(line) ? '\n' : '\n\n')
        : text;
    const facts = changed((text, line, host) =>
      /lr-nat-list/.test(line) ? text.replace(/.*172\.16\.0\.160.*\n/g, '') : noRow(text, line, host),
    );
    for (const from of ['outside', web2]) {
      const broken = route(facts, from, '172.16.0.160');
      expect(broken, from).toMatchObject({ end: 'broken', code: 'no-nat' });
      expect(broken.wants.join()).not.toContain('qrouter');
    }
    // What one router has says nothing of another's.
    const ofAnother = changed(
      (text, line) => {
        if (/nbctl (show|list NAT)/.test(line)) return null;
        return /lr-nat-list/.test(line) ? text.replace(/.*172\.16\.0\.160.*\n/g, '') : text;
      },
      (line) => line.replace(/lr-nat-list .*/, 'lr-nat-list neutron-33333333-4444-4555-8666-777777777777'),
    );
    const another = route(ofAnother, 'outside', '172.16.0.160');
    expect(another).toMatchObject({ end: 'evidence-ends' });
    const untold = changed((text, line) => (/nbctl (show|list NAT|lr-nat-list)/.test(line) ? null : text));
    const open = route(untold, 'outside', '172.16.0.160');
    expect(open).toMatchObject({ end: 'evidence-ends' });
    expect(open.wants.join()).toContain('ovn-nbctl lr-nat-list');
  });

  const setting = (host: string, edit: (text: string) => string): Change =>
    on(host, output(/list Open.vSwitch/, edit));

  test('a distributed floating address whose chassis maps no bridge, or one', () => {
    const own: Change = output(/nbctl list NAT$/, (text) =>
      rows(text, /172\.16\.0\.160/, (row) => row.replace(/^(external_mac +: ).*/m, '$1"fa:16:3e:0f:39:15"')),
    );
    const bare = changed(own);
    for (const broken of [route(bare, web1, 'outside'), route(bare, 'outside', '172.16.0.160')]) {
      expect(broken).toMatchObject({ end: 'broken', code: 'no-network-mapping' });
      expect(broken.reason).toContain('of compute1');
    }
    expect(route(bare, web2, 'outside').end).toBe('outside');
    const absent = changed(each(own, (text, _, host) => (host === 'compute1' ? null : text)));
    expect(route(absent, 'outside', '172.16.0.160')).toMatchObject({
      end: 'evidence-ends',
      code: 'no-snapshot',
    });
  });

  test('settings of the chassis by its name go before those of all', () => {
    const id = /system-id="([^"]+)"/;
    const named = changed(
      setting('controller1', (text) =>
        text.replace(
          /ovn-bridge-mappings="([^"]*)"/,
          `ovn-bridge-mappings="other:br-none", ovn-bridge-mappings-${id.exec(text)?.[1] ?? ''}="$1"`,
        ),
      ),
    );
    expect(route(named, web1, 'outside')).toMatchObject({ end: 'outside', complete: true });
    expect(snapshotOf(named).findings()).toEqual([]);
    const ofAnother = changed(
      setting('controller1', (text) => text.replace('ovn-bridge-mappings=', 'ovn-bridge-mappings-another=')),
    );
    expect(route(ofAnother, web1, 'outside')).toMatchObject({ code: 'no-network-mapping' });
  });

  test('a chassis with two encapsulation addresses, and two chassis with one', () => {
    const two = changed(
      each(
        setting('compute1', (text) =>
          text.replace(/ovn-encap-ip="[^"]*"/, 'ovn-encap-ip="192.168.20.99,192.168.20.98"'),
        ),
        on(
          'compute2',
          output(/vsctl show|list Interface/, (text) => text.replaceAll('192.168.20.11', '192.168.20.99')),
        ),
      ),
    );
    const refused = route(two, web1, web2);
    expect(refused).toMatchObject({ end: 'broken', code: 'wrong-encap' });
    expect(refused.reason).toContain('gives 192.168.20.99 and 192.168.20.98 as its encapsulation addresses');
    const one = changed(
      setting('compute2', (text) => text.replace(/ovn-encap-ip="[^"]*"/, 'ovn-encap-ip="192.168.20.11"')),
    );
    expect(found(one, 'duplicate-address')).toEqual(['error compute1 findings.duplicate-address.encap ']);
  });
});
