// An output of Open vSwitch under a name that says nothing is taken for its own command, by one of its lines.
import { expect, test } from 'vitest';
import { commands } from '../../../shared/commands/registry.ts';
import { fixtureOutputs } from '../../fixture-outputs.ts';

/** Words that could be anything, or names that several print alike: only its name tells whose it is. */
const onlyNamed: readonly string[] = [
  'ovs-appctl-ofproto-list',
  'ovs-ofctl-get-frags',
  'ovn-nbctl-ls-list',
  'ovn-nbctl-lr-list',
  'ovn-nbctl-lsp-list',
  'ovn-nbctl-lrp-list',
];
/** These hold the tables and headings of other commands' outputs too. */
const holdsOthers: readonly string[] = ['ovs-ofctl-show', 'ovsdb-client-dump'];

test('an unnamed output is taken for its own command', () => {
  for (const { id, name, lines } of fixtureOutputs('openvswitch')) {
    // Indentation is what tells this output; where it is lost, a prompt must name it.
    if (name === 'article/published/ovs-vsctl_show.txt') continue;
    // Names and a few columns could be any table's.
    if (name.includes('--columns=') || onlyNamed.includes(id)) continue;
    const taken = lines.flatMap((line) => commands.filter((one) => one.sniff(line)).map((one) => one.id));
    expect(taken[0], name).toBe(id);
    if (!holdsOthers.includes(id)) expect([...new Set(taken)], name).toEqual([id]);
  }
});
