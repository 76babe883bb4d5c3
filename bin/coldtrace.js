#!/usr/bin/env node
// Starts the command line from a checkout. Its sources are TypeScript, which Node runs from version
// 22.18 on; an older Node (20 is enough to install) hands over to the one in node_modules.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const cli = join(root, 'electron/cli.ts');

if (process.features.typescript) {
  const { keepCompiledCode } = await import('./compiled-code.js');
  keepCompiledCode();
  await import(pathToFileURL(cli).href);
} else {
  const node = [join(root, 'node_modules/node/bin/node'), join(root, 'node_modules/node/bin/node.exe')].find(
    (path) => existsSync(path),
  );
  if (node === undefined) {
    process.stderr.write(`coldtrace: Node ${process.versions.node} is too old; run \`npm ci\` in ${root}\n`);
    process.exit(2);
  }
  const { status, signal } = spawnSync(node, [cli, ...process.argv.slice(2)], { stdio: 'inherit' });
  if (signal !== null) process.kill(process.pid, signal);
  process.exit(status ?? 2);
}
