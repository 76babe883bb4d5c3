// The outputs in a folder of tests/fixtures. Each file is named as sos or an engineer names it, after the
// command that printed it, so that a new one needs no entry anywhere:
//
//   openvswitch/lab/ovs-ofctl_-O_OpenFlow13_dump-flows_br-tun.txt    linux/run/libvirt/qemu/instance-00000001.xml
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { commandLineFromPath, recogniseCommandLine } from '../shared/bundle/command-line.ts';
import type { Command, CommandContext } from '../shared/commands/command.ts';
import { fixtures } from './shared-data.ts';

export type FixtureFolder = 'linux' | 'openvswitch' | 'system';

export interface FixtureOutput {
  readonly folder: FixtureFolder;
  /** Its path in the folder. */
  readonly name: string;
  readonly id: string;
  readonly command: Command;
  readonly context: CommandContext;
  readonly lines: readonly string[];
}

/** The folders of outputs; `article/` beside them holds texts of several outputs each. */
export function fixtureFolders(): readonly FixtureFolder[] {
  return ['openvswitch', 'linux', 'system'];
}

const origins = z
  .record(z.string(), z.string())
  .parse(JSON.parse(readFileSync(join(fixtures, 'origins.json'), 'utf8')));

/**
 * Tool and version that printed a fixture (`iproute2 6.1`), by the longest beginning of its path that
 * tests/fixtures/origins.json has; throws where there is none.
 */
export function versionOf(folder: FixtureFolder, name: string): string {
  const path = `${folder}/${name}`;
  const [longest] = Object.keys(origins)
    .filter((start) => path.startsWith(start))
    .sort((a, b) => b.length - a.length);
  const version = longest === undefined ? undefined : origins[longest];
  if (version === undefined) throw new Error(`tests/fixtures/origins.json does not say what printed ${path}`);
  return version;
}

/** Every output in tests/fixtures/FOLDER, in the order of its names; throws on a file that no command here reads. */
export function fixtureOutputs(folder: FixtureFolder): readonly FixtureOutput[] {
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
      return { folder, name, id: recognised.command.id, ...recognised, lines };
    });
}
