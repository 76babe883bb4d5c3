// The outputs in a folder of tests/fixtures. Each file is named as sos or an engineer names it, after the
// command that printed it, so that a new one needs no entry anywhere:
//
//   openvswitch/lab/ovs-ofctl_-O_OpenFlow13_dump-flows_br-tun.txt    linux/run/libvirt/qemu/instance-00000001.xml
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { commandLineFromPath, recogniseCommandLine } from '../shared/bundle/command-line.ts';
import type { Command, CommandContext } from '../shared/commands/command.ts';
import { fixtures } from './shared-data.ts';

export interface FixtureOutput {
  /** Its path in the folder. */
  readonly name: string;
  readonly id: string;
  readonly command: Command;
  readonly context: CommandContext;
  readonly lines: readonly string[];
}

/** Every output in tests/fixtures/FOLDER, in the order of its names; throws on a file that no command here reads. */
export function fixtureOutputs(folder: 'linux' | 'openvswitch' | 'system'): readonly FixtureOutput[] {
  const root = join(fixtures, folder);
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'ORIGIN.md')
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(root.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort()
    .map((name) => {
      const commandLine = commandLineFromPath(name);
      const recognised = commandLine === null ? null : recogniseCommandLine(commandLine);
      if (recognised === null)
        throw new Error(`${folder}/${name} is named after no command that is read here`);
      const lines = readFileSync(join(root, name), 'utf8').split('\n');
      if (lines.at(-1) === '') lines.pop();
      return { name, id: recognised.command.id, ...recognised, lines };
    });
}
