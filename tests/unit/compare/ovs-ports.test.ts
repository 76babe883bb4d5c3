// Ports that `ovs-vsctl show` and `ovs-vsctl list Port` both tell of, each in its own columns: one thing a
// port, and no change that is only a difference between the two outputs.
import { describe, expect, test } from 'vitest';
import { compareSnapshots } from '../../../shared/compare/compare-snapshots.ts';
import type { Comparison } from '../../../shared/compare/change.ts';
import { emptyFacts, type FilledFacts } from '../../bundle-facts.ts';
import { fixture } from '../../openvswitch-output.ts';

const show = `1b0546b1-8df7-4946-a4ba-20e63375dd26
    Bridge br-tun
        Port gre-c0a80a0c
            Interface gre-c0a80a0c
                type: gre
                options: {df_default="true", in_key=flow, local_ip="192.168.10.11", remote_ip="192.168.10.12"}
    Bridge br-int
        Port qvo1476e4c9-4e
            tag: 1
            Interface qvo1476e4c9-4e
        Port patch-tun
            Interface patch-tun
                type: patch
                options: {peer=patch-int}
    ovs_version: "3.1.0"
`;
const list = fixture('lab/ovs-vsctl_list_Port.txt');
const some = `name                : gre-c0a80a0c
tag                 : []

name                : patch-tun
tag                 : []

name                : qvo1476e4c9-4e
tag                 : 1
`;
const dead = (output: string): string => output.replace(/^( *tag *:) 1$/m, '$1 4095');

/** The outputs of one snapshot; a list's file comes before that of `show`, as in a sorted folder. */
function snapshot(outputs: Readonly<Record<string, string>>): FilledFacts {
  const facts = emptyFacts('compute1');
  for (const [commandLine, text] of Object.entries(outputs)) facts.add(commandLine, text, commandLine);
  return facts;
}

interface PortComparison extends Pick<Comparison, 'changes' | 'notComparable'> {
  readonly equal: readonly number[];
}

function ports(from: FilledFacts, to: FilledFacts): PortComparison {
  const { changes, notComparable, compared } = compareSnapshots(from, to);
  return {
    changes: changes.filter(({ kind }) => kind === 'ovs-ports'),
    notComparable: notComparable.filter(({ kind }) => kind === 'ovs-ports'),
    equal: compared.filter(({ kind }) => kind === 'ovs-ports').map(({ equal }) => equal),
  };
}

const both = { 'ovs-vsctl list Port': list, 'ovs-vsctl show': show };
const same = { changes: [], notComparable: [], equal: [3] };

describe('ports of `ovs-vsctl show` and `list Port`', () => {
  test.each([
    ['both and both', both, both],
    ['both and one', both, { 'ovs-vsctl show': show }],
    ['one and both', { 'ovs-vsctl list Port': list }, both],
    ['one and the other', { 'ovs-vsctl show': show }, { 'ovs-vsctl list Port': list }],
    ['show and some columns', { 'ovs-vsctl show': show }, { 'ovs-vsctl --columns=name,tag list Port': some }],
    ['all columns and some', both, { 'ovs-vsctl --columns=name,tag list Port': some }],
  ])('%s: nothing has changed', (_title, from, to) => {
    expect(ports(snapshot(from), snapshot(to))).toEqual(same);
  });

  test('a changed tag is one change of one port, shown in both outputs', () => {
    const after = { 'ovs-vsctl list Port': dead(list), 'ovs-vsctl show': dead(show) };
    const { changes } = ports(snapshot(both), snapshot(after));
    expect(changes).toMatchObject([
      {
        change: 'changed',
        key: 'qvo1476e4c9-4e',
        fields: ['tag'],
        from: { fields: { bridge: 'br-int', tag: 1, interfaces: 'qvo1476e4c9-4e' } },
        to: { fields: { bridge: 'br-int', tag: 4095 } },
      },
    ]);
    expect(changes[0]?.to?.evidence.map(({ source, firstLine }) => [source, firstLine])).toEqual([
      ['ovs-vsctl list Port', 49],
      ['ovs-vsctl show', 8],
    ]);
  });

  test('a tag that was taken off shows where only some columns were asked for', () => {
    const untagged = some.replace('tag                 : 1\n', 'tag                 : []\n');
    const asked = 'ovs-vsctl --columns=name,tag list Port';
    const { changes } = ports(snapshot({ [asked]: some }), snapshot({ [asked]: untagged }));
    expect(changes).toMatchObject([
      { change: 'changed', fields: ['tag'], from: { fields: { tag: 1 } }, to: { fields: { tag: 'none' } } },
    ]);
  });

  test('another network noted for a port is a change', () => {
    const other = list.replace('segmentation_id="554", tag="1"', 'segmentation_id="140", tag="1"');
    const after = { ...both, 'ovs-vsctl list Port': other };
    expect(ports(snapshot(both), snapshot(after)).changes).toMatchObject([
      { key: 'qvo1476e4c9-4e', fields: ['other_config'] },
    ]);
  });

  test.each([
    ['ovs-vsctl list Port qvo1476e4c9-4e', list.slice(list.lastIndexOf('_uuid'))],
    ['ovs-vsctl find Port tag=4095', dead(list.slice(list.lastIndexOf('_uuid')))],
  ])('%s: ports that were not asked for are not gone', (commandLine, text) => {
    const part = snapshot({ [commandLine]: text });
    const gone = ports(snapshot(both), part);
    expect(gone.changes.filter(({ change }) => change !== 'changed')).toEqual([]);
    expect(gone.notComparable).toEqual([
      { kind: 'ovs-ports', scope: null, missingIn: 'to', command: 'ovs-vsctl list Port' },
    ]);
    const come = ports(part, snapshot(both));
    expect(come.changes.filter(({ change }) => change !== 'changed')).toEqual([]);
    expect(come.notComparable).toMatchObject([{ missingIn: 'from' }]);
  });
});
