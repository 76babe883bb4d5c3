// The import rules themselves: what they refuse, what they let through, and that they find cycles.
import { describe, expect, it } from 'vitest';
import { cyclesIn, violation } from '../../../build/check-imports.ts';

const pack = (specifier: string) => ({ specifier, module: null });
const own = (module: string) => ({ specifier: './x', module });

describe('violation', () => {
  it.each([
    ['shared/a.ts', pack('node:fs')],
    ['shared/a.ts', pack('d3-zoom')],
    ['shared/a.ts', own('electron/engine/engine.ts')],
    ['renderer/App.svelte', pack('node:path')],
    ['renderer/App.svelte', own('electron/engine/engine.ts')],
    ['electron/engine/engine.ts', own('electron/browser-host.ts')],
    ['electron/engine/engine.ts', pack('electron')],
    ['electron/browser-host.ts', own('renderer/state/client.ts')],
  ])('refuses %s importing %o', (module, found) => {
    expect(violation(module, found)).toEqual(expect.any(String));
  });

  it.each([
    ['shared/api.ts', pack('zod')],
    ['shared/network/a.ts', own('shared/facts.ts')],
    ['renderer/App.svelte', own('shared/api.ts')],
    ['electron/engine/engine.ts', pack('node:fs')],
    ['electron/main.ts', pack('electron')],
  ])('lets %s import %o', (module, found) => {
    expect(violation(module, found)).toBeNull();
  });
});

describe('cyclesIn', () => {
  it('names the modules on a cycle', () => {
    const graph = new Map([
      ['a', ['b']],
      ['b', ['c']],
      ['c', ['b']],
    ]);
    expect(cyclesIn(graph)).toEqual([['b', 'c', 'b']]);
  });

  it('is quiet where two ways lead to one module', () => {
    const graph = new Map([
      ['a', ['b', 'c']],
      ['b', ['d']],
      ['c', ['d']],
      ['d', []],
    ]);
    expect(cyclesIn(graph)).toEqual([]);
  });
});
