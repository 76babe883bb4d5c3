// Every output of Linux and libvirt in a real sos report (sos 4.2, Ubuntu 20.04, iproute2 5.5) is read
// without a problem. The report is not ours: it is read where it lies, and nothing of it is kept here.
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseOutput } from '../parse-output.ts';
import { readArchive } from '../read-archive.ts';
import { hasShared, sharedData } from '../shared-data.ts';

/** The command line behind a member's name, as far as this test asks for it. */
function argvOf(name: string): { readonly argv: readonly string[]; readonly netns: string | null } | null {
  const xml = /\/(?:etc|run)\/libvirt\/qemu\/([^/]+)\.xml$/.exec(name)?.[1];
  if (xml !== undefined) return { argv: ['virsh', 'dumpxml', xml], netns: null };
  const [, netns, command] =
    /\/sos_commands\/(?:networking|hardware)\/(?:ip_netns_exec_([^_]+)_)?(\S+)$/.exec(name) ?? [];
  if (command === undefined) return null;
  const known =
    /^(ethtool_-[iS]_.+|ip_(-\w+_)*(link|addr|address)(_show)?|bridge_(-\w+_)*link(_show)?|lshw)$/.test(
      command,
    );
  if (!known) return null;
  // A device's name may have a `_` of its own.
  const ethtool = /^ethtool_(-[iS])_(.+)$/.exec(command);
  const argv = ethtool === null ? command.split('_') : ['ethtool', ethtool[1]!, ethtool[2]!];
  return { argv, netns: netns ?? null };
}

/** What a tool says instead of an output; the import keeps it from the parsers. */
const errorText = /^(no stats available|Cannot get driver information: .*)$/;

describe.skipIf(!hasShared)('a real sos report', () => {
  test('its outputs of Linux and libvirt give facts and no problems', async () => {
    const folder = sharedData('hotsos-openstack');
    const archive = readdirSync(folder).find((name) => name.endsWith('.tar.xz'))!;
    const files = await readArchive(`${folder}/${archive}`, (name) => argvOf(name) !== null);
    const counts: Record<string, { outputs: number; errors: number; facts: number }> = {};
    for (const [name, text] of files) {
      const { argv, netns } = argvOf(name)!;
      const { commandId, facts, problems } = errorText.test(text.trim())
        ? parseOutput(argv, '', netns)
        : parseOutput(argv, text, netns);
      expect(problems, name).toEqual([]);
      const count = (counts[commandId] ??= { outputs: 0, errors: 0, facts: 0 });
      count.outputs++;
      if (errorText.test(text.trim())) count.errors++;
      else expect(facts.length, name).toBeGreaterThan(0);
      count.facts += facts.length;
      const lines = text.split('\n').length;
      for (const fact of facts) {
        expect(fact.firstLine).toBeGreaterThan(0);
        expect(fact.lastLine).toBeGreaterThanOrEqual(fact.firstLine);
        expect(fact.lastLine).toBeLessThanOrEqual(lines);
      }
    }
    expect(counts).toEqual({
      'bridge-link': { outputs: 1, errors: 0, facts: 10 },
      'ethtool-driver': { outputs: 34, errors: 4, facts: 30 },
      'ethtool-statistics': { outputs: 34, errors: 18, facts: 16 },
      'ip-addr': { outputs: 5, errors: 0, facts: 76 },
      'ip-link': { outputs: 1, errors: 0, facts: 24 },
      'lshw-network': { outputs: 1, errors: 0, facts: 28 },
      'virsh-dumpxml': { outputs: 2, errors: 0, facts: 6 },
    });
  });
});
