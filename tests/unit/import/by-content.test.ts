// A text whose name says nothing (`notes/output-17.txt`) is known by what it says: every fixture of every
// command is, but for those listed here with the reason. A text of no command stays unrecognised.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commandLineFromPath } from '../../../shared/bundle/command-line.ts';
import type { ParsedFact } from '../../../shared/facts.ts';
import { everyOutput } from '../../damaged-output.ts';
import { foreignTexts } from '../../foreign-texts.ts';
import type { FixtureOutput } from '../../fixture-outputs.ts';
import { importBundles, scratchFolder } from '../../import-bundles.ts';
import { readLines } from '../../read-lines.ts';
import { readUnnamed } from '../../read-unnamed.ts';

/** What cannot be known from the text alone, by the beginning of the fixture's path, and why. */
const unknowable: Readonly<Record<string, string>> = {
  'openvswitch/article/published/ovs-vsctl_show.txt': 'the blog took the indentation, which is what tells it',
  'openvswitch/switch/ovs-appctl_ofproto.list.txt': 'names, one a line',
  'openvswitch/switch/ovs-ofctl_get-frags_br0.txt': 'one word',
  'openvswitch/switch/ovs-vsctl_--columns=name,tag_list_Port.txt':
    'name and tag: columns of Port, and of Logical_Switch_Port in the northbound database',
  'openvswitch/ovn/lists/ovn-nbctl_ls-list': 'UUIDs and names, which four lists print alike',
  'openvswitch/ovn/lists/ovn-nbctl_lsp-list': 'UUIDs and names, which four lists print alike',
  'openvswitch/ovn/lists/ovn-nbctl_lr-list': 'UUIDs and names, which four lists print alike',
  'openvswitch/ovn/lists/ovn-nbctl_lrp-list': 'UUIDs and names, which four lists print alike',
  'openvswitch/ovn-25.03/ovn-nbctl_ls-list': 'UUIDs and names, which four lists print alike',
  'openvswitch/ovn-25.03/ovn-nbctl_lsp-list': 'UUIDs and names, which four lists print alike',
  'openvswitch/ovn-25.03/ovn-nbctl_lr-list': 'UUIDs and names, which four lists print alike',
  'openvswitch/ovn-25.03/ovn-nbctl_lrp-list': 'UUIDs and names, which four lists print alike',
  'openvswitch/switch-4.0/ovs-appctl_ofproto.list.txt': 'names, one a line',
  'openvswitch/switch-4.0/ovs-ofctl_get-frags_br0.txt': 'one word',
  'linux/libvirt/test-driver/virsh_list_--all_--name': 'one word',
  'linux/libvirt/test-driver-11.3/virsh_list_--all_--name': 'one word',
  'linux/libvirt/test-driver-11.3/virsh_list_--all_--uuid': 'one UUID',
  'linux/libvirt/test-driver/virsh_list_--all_--uuid': 'one UUID',
  'linux/openstack/5.4/openstack_security_group_rule_list_-f_value':
    'values without the names of the columns',
  'linux/openstack/6.0/openstack_port_list_-f_value': 'values without the names of the columns',
  'system/debian12/proc/uptime': 'two numbers',
  'system/lab/hostname.txt': 'one word',
  'system/debian13/hostname.txt': 'one word',
  'system/lab/proc/sys/': 'one number',
  'system/lab/sys/': 'one number',
  'system/nic/unknown/ethtool_-m_eno1.txt': 'the bytes of a module that ethtool cannot read either',
  'system/written/etc/modprobe.d/bonding.conf': 'words that mean something in that folder only',
  'system/written/etc/sysconfig/network-scripts/route-br-ex':
    'a route of which no kernel says how it came to be',
};

/** What another command takes, with the same facts: the two print alike, and the addresses tell the family. */
const sameFacts: Readonly<Record<string, string>> = {
  'ip-6-rule': 'ip-rule',
  'ip6tables-list': 'iptables-list',
};

const pathOf = ({ folder, name }: FixtureOutput): string => `${folder}/${name}`;
const reasonOf = (output: FixtureOutput): string | undefined =>
  Object.entries(unknowable).find(([start]) => pathOf(output).startsWith(start))?.[1];
const hasText = ({ lines }: FixtureOutput): boolean => lines.some((line) => line.trim() !== '');
const texts = everyOutput.filter(hasText);
const known = texts.filter((output) => reasonOf(output) === undefined);

const asText = (facts: readonly ParsedFact[], below = 0): readonly string[] =>
  facts
    .map(({ firstLine, lastLine, ...fact }) =>
      JSON.stringify({ ...fact, firstLine: firstLine - below, lastLine: lastLine - below }),
    )
    .sort();

test('the name says nothing', () => {
  expect(commandLineFromPath('notes/output-17.txt')).toBeNull();
});

test('every output is known by its text, from its first line on, and gives all its facts', () => {
  const wrong: string[] = [];
  for (const output of known) {
    const { outputs, aside } = readUnnamed(output.lines);
    const [first] = outputs;
    const id = sameFacts[output.id] ?? output.id;
    const isOne = outputs.length === 1 && aside.length === 0;
    if (!isOne || first === undefined || ![id, output.id].includes(first.id ?? '')) {
      wrong.push(`${pathOf(output)}: ${outputs.map((one) => one.id).join(', ')}; ${aside.length} aside`);
      continue;
    }
    // The command line is not there to say a bridge, a device or a namespace.
    expect(asText(first.facts), pathOf(output)).toEqual(
      asText(readLines(output.command, output.lines).facts),
    );
  }
  expect(wrong).toEqual([]);
});

test('what cannot be known is not guessed', () => {
  const starts = Object.keys(unknowable).filter(
    (start) => !texts.some((output) => pathOf(output).startsWith(start)),
  );
  expect(starts, 'listed, and no fixture').toEqual([]);
  const guessed = texts
    .filter((output) => reasonOf(output) !== undefined)
    .filter(({ lines }) => readUnnamed(lines).outputs.length > 0)
    .map(pathOf);
  expect(guessed).toEqual([]);
});

test('a text of no command stays unrecognised', () => {
  const taken = Object.entries(foreignTexts).flatMap(([name, text]) => {
    const { outputs } = readUnnamed(text.split('\n'));
    return outputs.length === 0 ? [] : [`${name}: ${outputs.map(({ id }) => id ?? 'a prompt').join(', ')}`];
  });
  expect(taken).toEqual([]);
});

test('source code stays unrecognised, whatever outputs its comments quote', () => {
  const taken = ['shared', 'electron', 'renderer', 'build', 'resources'].flatMap((folder) =>
    readdirSync(join(process.cwd(), folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(?:ts|svelte|json|css|html)$/.test(entry.name))
      .flatMap((entry) => {
        const path = join(entry.parentPath, entry.name);
        const { outputs } = readUnnamed(readFileSync(path, 'utf8').split('\n'));
        return outputs.length === 0
          ? []
          : [`${path}: ${outputs.map(({ id }) => id ?? 'a prompt').join(', ')}`];
      }),
  );
  expect(taken).toEqual([]);
});

test('what stands above an output takes nothing from it', () => {
  const above = ['ticket 4711', 'zzz qqq xxx', ''];
  const wrong = known.flatMap((output) => {
    const whole = readUnnamed(output.lines).outputs[0]?.facts ?? [];
    const { outputs } = readUnnamed([...above, ...output.lines]);
    const below = asText(
      outputs.flatMap(({ facts }) => facts),
      above.length,
    );
    return JSON.stringify(below) === JSON.stringify(asText(whole)) ? [] : [pathOf(output)];
  });
  expect(wrong).toEqual([]);
});

test('imported under names that say nothing, each text is a source of its command; the others are listed as unrecognised', async () => {
  const folder = join(scratchFolder(), 'notes');
  mkdirSync(folder);
  const expected = new Map<string, string>();
  texts.forEach((output, at) => {
    const name = `output-${String(at + 1)}.txt`;
    writeFileSync(join(folder, name), `${output.lines.join('\n')}\n`);
    expected.set(name, reasonOf(output) === undefined ? output.id : 'unrecognised');
  });
  Object.values(foreignTexts).forEach((text, at) => {
    const name = `foreign-${String(at + 1)}.txt`;
    writeFileSync(join(folder, name), text);
    expected.set(name, 'unrecognised');
  });
  const { rows } = await importBundles([folder], { keysInLines: false });
  const found = rows('SELECT path, command_id, state FROM source ORDER BY path');
  expect(found.length).toBeGreaterThan(0);
  const wrong = found.flatMap(({ path, command_id: command, state }) => {
    const name = String(path).slice(String(path).lastIndexOf('/') + 1);
    const id = expected.get(name) ?? '';
    const ids = [id, sameFacts[id] ?? id];
    const is = state === 'unrecognised' ? 'unrecognised' : String(command);
    return ids.includes(is) ? [] : [`${name}: ${is} (${String(state)}) instead of ${id}`];
  });
  expect(wrong).toEqual([]);
});
