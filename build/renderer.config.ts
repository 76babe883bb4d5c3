// How the interface is built: into plain files that the strict content policy of both hosts lets
// through. Nothing is inlined (no `data:` addresses), and addresses are relative to the page.
import { join, resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { InlineConfig } from 'vite';

const root = resolve(import.meta.dirname, '..');

export const rendererConfig: InlineConfig = {
  configFile: false,
  root: join(root, 'renderer'),
  base: './',
  publicDir: false,
  plugins: [svelte({ configFile: false })],
  worker: { format: 'es' },
  build: {
    outDir: join(root, 'dist/renderer'),
    emptyOutDir: true,
    target: 'chrome140',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The graph layout's worker alone is over a megabyte, and all of it comes from this machine.
    chunkSizeWarningLimit: 4096,
    // Where a build's time goes is of no interest to whoever starts the app.
    rolldownOptions: { checks: { bundlerTimings: false } },
  },
};
