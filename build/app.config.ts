// How the Node side is built for Electron, which runs JavaScript only: each module becomes one file of
// the same name below dist/app, so that workers find their files as they do in the sources. Packages
// stay packages.
import { dirname, join, resolve } from 'node:path';
import type { InlineConfig, Plugin, Rolldown } from 'vite';

const root = resolve(import.meta.dirname, '..');

/**
 * `new URL('./import-worker.ts', import.meta.url)` names a file that runs by itself: it is built
 * too, and named by the ending that it then has.
 */
const workerFiles: Plugin = {
  name: 'worker-files',
  transform(code, id) {
    if (!id.startsWith(join(root, 'electron'))) return null;
    const address = /new URL\(\s*(['"`])(\.{1,2}\/[^'"`]+)\.ts\1\s*,\s*import\.meta\.url\s*,?\s*\)/g;
    return code.replace(address, (_text, _quote, path: string) => {
      this.emitFile({ type: 'chunk', id: resolve(dirname(id), `${path}.ts`) });
      return `new URL('${path}.js', import.meta.url)`;
    });
  },
};

/** main.ts, what it starts, and the command line; the preload by itself, as one CommonJS file for the sandbox. */
export const appConfigs: readonly InlineConfig[] = [
  appConfig(['main', 'cli', 'engine/engine-process'], {
    format: 'esm',
    preserveModules: true,
    preserveModulesRoot: root,
    entryFileNames: '[name].js',
  }),
  appConfig(['preload'], { format: 'cjs', entryFileNames: 'electron/[name].cjs' }),
];

function appConfig(entries: readonly string[], output: Rolldown.OutputOptions): InlineConfig {
  return {
    configFile: false,
    root,
    publicDir: false,
    logLevel: 'warn',
    plugins: [workerFiles],
    build: {
      ssr: true,
      outDir: join(root, 'dist/app'),
      emptyOutDir: false,
      target: 'node24',
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        input: entries.map((entry) => join(root, 'electron', `${entry}.ts`)),
        external: ['electron'],
        checks: { bundlerTimings: false },
        output,
      },
    },
  };
}
