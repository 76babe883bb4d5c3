// How the Node side is built for Electron, which runs JavaScript only: each module becomes one file of
// the same name below dist/app, so that workers find their files as they do in the sources. Packages
// stay packages.
import { join, resolve } from 'node:path';
import type { InlineConfig, Rolldown } from 'vite';

const root = resolve(import.meta.dirname, '..');

/** What runs by itself; the preload apart, as one CommonJS file for the sandbox. */
export const appConfigs: readonly InlineConfig[] = [
  appConfig(['main', 'cli', 'engine/engine-process', 'engine/import/import-worker'], {
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
