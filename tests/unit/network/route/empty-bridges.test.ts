// Bridges of real hosts whose flows are gone, with the dump there that says so: in fail mode secure they drop
// everything. Without a dump nothing is known of them, and a bridge without that fail mode may forward by itself.
import { beforeAll, describe, expect, test } from 'vitest';
import type { Route } from '../../../../shared/network/route/route.ts';
import {
  type Change,
  each,
  EditedLab,
  endOf,
  findingsIn,
  on,
  output,
  routesAmong,
  routesBetween,
  withoutFlows,
} from '../../../edited-lab.ts';
import { hasShared } from '../../../shared-data.ts';

const emptied = (bridge: string): Change => withoutFlows(bridge, /./);
const withoutDump = (bridge: string): Change => output(new RegExp(`dump-flows ${bridge}$`), () => null);
const insecure = (bridge: string): Change =>
  each(
    output(/vsctl show/, (text) =>
      text.replace(new RegExp(`(Bridge ${bridge}\\n(?: {8}.*\\n)*?) {8}fail_mode: secure\\n`), '$1'),
    ),
    output(/list Bridge$/, (text) => text.replaceAll(/^(fail_mode +: )secure$/gm, '$1[]')),
    output(/vsctl show|list Controller/, (text) =>
      text.replaceAll(/is_connected( *): true/g, 'is_connected$1: false'),
    ),
  );

describe.skipIf(!hasShared)('Neutron', () => {
  const app1 = '10.18.0.77';
  const web2 = '10.18.0.35';
  const web1 = '10.18.0.208';
  const router = '10.18.0.1';
  const all = [app1, web1, web2, router, 'outside'];
  let lab: EditedLab;
  beforeAll(async () => {
    lab = await EditedLab.open('lab', 'T0-healthy');
  });
  const among = (host: string, change: Change): ReadonlyMap<string, Route> =>
    routesAmong(lab.changed(on(host, change)), all);

  test('the bridge of the tunnels has no flow', () => {
    const routes = among('compute2', emptied('br-tun'));
    for (const pair of [`${web2} > ${app1}`, `${app1} > ${web2}`, `${web2} > outside`, `outside > ${web2}`]) {
      const route = routes.get(pair);
      expect(endOf(route), pair).toBe('broken no-flow br-tun');
      expect(route?.reason).toContain('br-tun of compute2 has no flow');
      const [first] = route?.hops.at(-1)?.evidence ?? [];
      expect(first).toMatchObject({ host: 'compute2', firstLine: 1, lastLine: 1 });
      expect(first?.source).toContain('dump-flows_br-tun');
    }
    expect(routes.get(`${app1} > ${router}`)?.complete).toBe(true);
    expect(findingsIn(lab.changed(on('compute2', emptied('br-tun'))))).toEqual([
      'error compute2 findings.bridge-without-flows.none ovs-bridge/br-tun',
    ]);
  });

  test('the integration bridge has no flow', () => {
    const routes = among('compute1', emptied('br-int'));
    for (const [pair, { hops, end, code }] of routes) {
      if (!pair.includes(app1) && !pair.includes(web1)) expect(end, pair).toMatch(/reached|outside/);
      else {
        expect(`${end} ${code ?? ''}`, pair).toBe('broken no-flow');
        expect(hops.at(-1), pair).toMatchObject({ host: 'compute1', device: 'br-int' });
      }
    }
  });

  test('a bridge of a physical network has no flow', () => {
    const routes = among('network1', emptied('br-ex'));
    expect(endOf(routes.get(`${app1} > outside`))).toBe('broken no-flow br-ex');
    expect(endOf(routes.get(`outside > ${app1}`))).toMatch(/^broken no-flow br-ex/);
    expect(routes.get(`${app1} > ${router}`)?.complete).toBe(true);
  });

  test('a table of the integration bridge that all is sent on to has no flow', () => {
    const facts = lab.changed(on('compute1', withoutFlows('br-int', /table=60,/)));
    const { forward, backward } = routesBetween(facts, app1, web2);
    expect(endOf(forward)).toBe('broken no-flow br-int');
    expect(forward.reason).toContain('in table 60');
    expect(endOf(backward)).toBe('broken no-flow br-int');
  });

  test('no dump, or a bridge that may forward by itself: evidence ends', () => {
    const absent = among('compute2', withoutDump('br-tun')).get(`${web2} > ${app1}`);
    expect(endOf(absent)).toBe('evidence-ends no-evidence br-tun');
    expect(absent?.wants).toEqual(['ovs-ofctl dump-flows br-tun']);
    const open = among('compute2', each(emptied('br-tun'), insecure('br-tun'))).get(`${web2} > ${app1}`);
    expect(endOf(open)).toBe('evidence-ends no-evidence br-tun');
    expect(open?.wants).toEqual(['ovs-appctl bridge/dump-flows br-tun']);
    expect(findingsIn(lab.changed(on('compute2', each(emptied('br-tun'), insecure('br-tun')))))).toEqual([]);
    const part = lab.changed(on('compute2', emptied('br-tun')), (line) =>
      line.replace(/dump-flows br-tun$/, 'dump-flows br-tun table=22'),
    );
    expect(endOf(routesBetween(part, web2, app1).forward)).toBe('evidence-ends no-evidence br-tun');
  });
});

describe.skipIf(!hasShared)('OVN', () => {
  const web1 = '10.18.0.75';
  const web2 = '10.18.0.178';
  let lab: EditedLab;
  beforeAll(async () => {
    lab = await EditedLab.open('ovn', 'T0-healthy');
  });

  test('the integration bridge of a chassis has no flow', () => {
    const facts = lab.changed(on('compute1', emptied('br-int')));
    for (const route of Object.values(routesBetween(facts, web1, web2)))
      if (typeof route === 'object') {
        expect(endOf(route)).toBe('broken no-flow br-int');
        expect(route.hops.at(-1)?.host).toBe('compute1');
      }
    const gate = lab.changed(on('controller1', emptied('br-int')));
    expect(routesBetween(gate, web1, web2).forward.complete).toBe(true);
    expect(endOf(routesBetween(gate, web1, 'outside').forward)).toBe('broken no-flow br-int');
    expect(endOf(routesBetween(gate, 'outside', '172.16.0.160').forward)).toBe('broken no-flow br-int');
  });

  test('the flow that takes what a port sends is not there', () => {
    const facts = lab.changed(
      on('compute1', (text, line) =>
        line === 'ovs-ofctl dump-flows br-int'
          ? text.replaceAll(/^.*table=0,.*in_port=[3-9].*\n/gm, '')
          : text,
      ),
    );
    const { forward } = routesBetween(facts, web1, web2);
    expect(endOf(forward)).toBe('broken flow-drops br-int');
    expect(forward.reason).toContain('what comes in by tapcfe83482-cd');
  });
});
