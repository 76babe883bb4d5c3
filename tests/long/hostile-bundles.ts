// Whole bundles out of hurt outputs, as a report of sos, as a folder's files, or as what a terminal showed, under
// names that say what each is, that say something else, or that say nothing; half of them are hurt once more.
import { Buffer } from 'node:buffer';
import { gz, zst } from '../pack.ts';
import { tar } from '../tar-builder.ts';
import { zip } from '../zip-builder.ts';
import { hurtArchive } from './hostile-archives.ts';
import { hurtOutput, type Output } from './hostile-outputs.ts';
import type { Random } from './random.ts';

interface Member {
  readonly name: string;
  readonly text: Buffer;
}

export function hurtBundle(random: Random, all: readonly Output[]): Buffer {
  const outputs = Array.from({ length: 1 + random.below(8) }, () => {
    const output = random.pick(all);
    return { output, text: hurtOutput(random, all, output.bytes) };
  });
  const root = random.pick(['', 'compute1/', 'sosreport-compute1-2026-11-27-abcdefg/']);
  const members = outputs.map(({ output, text }, at): Member => {
    const own = output.name.slice(output.name.lastIndexOf('/') + 1);
    const other = random.pick(all).name;
    const name = random.pick([
      `notes/output-${at}.txt`,
      `sos_commands/openvswitch/${own}`,
      output.name.replace(/^.*?\/(?=etc\/|proc\/|sys\/|var\/|run\/)/, ''),
      other.slice(other.lastIndexOf('/') + 1),
      `namespaces/qrouter-1/${own}`,
    ]);
    return { name: `${root}${name}`, text };
  });
  if (random.below(3) === 0) members.push({ name: `${root}session.log`, text: transcript(random, outputs) });
  if (root.startsWith('sosreport')) members.push(...report(random, root, members));
  // Two members of one name, and members in any order.
  if (random.below(4) === 0) members.push({ ...random.pick(members), text: random.pick(outputs).text });
  members.sort(() => random.below(3) - 1);
  const packed = random.pick([tar, zip])(members);
  const bytes = random.pick([(plain: Buffer) => plain, gz, zst])(packed);
  return random.below(2) === 0 ? bytes : hurtArchive(random, [bytes]);
}

function transcript(
  random: Random,
  outputs: readonly { readonly output: Output; readonly text: Buffer }[],
): Buffer {
  const parts = outputs.flatMap(({ output, text }) => {
    const prompt = random.pick(['[root@compute1 ~]# ', 'root@compute2:~# ', '# ', '$ ', '']);
    const typed = random.pick([output.commandLine, output.commandLine, 'sh collect.sh', '']);
    return [Buffer.from(`${prompt}${typed}\n`), text, Buffer.from(random.pick(['\n', '\n\n', ' ', '']))];
  });
  return Buffer.concat(parts);
}

/** What makes a report one, with a manifest that promises what is there and what is not, and may be hurt. */
function report(random: Random, root: string, members: readonly Member[]): readonly Member[] {
  const commands = members.map(({ name }) => ({
    exec: random.pick(['ip link', 'ovs-vsctl show', 'ls /', name]),
    filepath: name.slice(root.length),
    return_code: random.pick([0, 1, 124]),
    truncated: random.below(2) === 0,
  }));
  const manifest = JSON.stringify({
    version: '1.1',
    components: { report: { plugins: { x: { commands } } } },
  });
  const hurt = random.below(2) === 0 ? manifest : manifest.slice(0, random.below(manifest.length));
  return [
    { name: `${root}version.txt`, text: Buffer.from('sosreport: 4.2\n') },
    { name: `${root}sos_reports/manifest.json`, text: Buffer.from(hurt) },
  ];
}
