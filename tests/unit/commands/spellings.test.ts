// The names in tests/spellings.ts are recognised, with what they say, and docs/formats.md is up to date.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { formatsDocument } from '../../../build/formats-table.ts';
import { commandLineFromPath, recogniseCommandLine } from '../../../shared/bundle/command-line.ts';
import { commands } from '../../../shared/commands/registry.ts';
import { spellings } from '../../spellings.ts';

const names = Object.entries(spellings).flatMap(([id, all]) => all.map((name) => ({ id, name })));

test.each(names)('$name', ({ id, name }) => {
  const commandLine = commandLineFromPath(name);
  const recognised = commandLine === null ? null : recogniseCommandLine(commandLine);
  expect(recognised?.command.id).toBe(id);
  const said = recognised?.context;
  // What a name says beside its command: the namespace, the device or instance, the bridge.
  const netns = /ip_netns_exec_(qrouter-[0-9a-f-]+)_/.exec(name)?.[1];
  expect(said?.netns).toBe(netns ?? null);
  const device =
    /(?:ethtool_(?:-\w_)?|dev_|bonding\/|vlan\/|dump-flows[ _]|_show_)(eth0(?:\.10)?|bond0|br-int)(?=\.log|$)/;
  const target = /(instance-0000001e|web1|br-int)(?=[._]|$)/.exec(name)?.[1] ?? device.exec(name)?.[1];
  if (target !== undefined) expect(said?.target).toBe(target);
});

test('every name is of a command', () => {
  const known = commands.map(({ id }) => id);
  expect(Object.keys(spellings).filter((id) => !known.includes(id))).toEqual([]);
});

test('docs/formats.md is what `node build/formats-table.ts` writes', async () => {
  const written = readFileSync(join(import.meta.dirname, '../../../docs/formats.md'), 'utf8');
  expect(written).toBe(await formatsDocument());
});
