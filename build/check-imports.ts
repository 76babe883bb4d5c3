// The import rules of the house, checked in CI: which folder may import what, and no cycles.
// Reads every module's imports with TypeScript's own scanner; Svelte files by their <script> blocks.
// Prints each violation as FILE: SENTENCE and exits 1 when there is any.
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

const root = resolve(import.meta.dirname, '..');
const folders = ['shared', 'electron', 'renderer', 'build', 'tests'];
const desktopHost = new Set(['electron/main.ts', 'electron/preload.ts']);

interface Import {
  readonly specifier: string;
  /** Path from the root for a module of the house; null for a package or `node:` module. */
  readonly module: string | null;
}

function modulesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|svelte)$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}

function importsOf(module: string): Import[] {
  const text = readFileSync(join(root, module), 'utf8');
  const code = module.endsWith('.svelte')
    ? [...text.matchAll(/<script[^>]*>([^]*?)<\/script>/g)].map((match) => match[1]).join('\n')
    : text;
  return ts.preProcessFile(code, true, true).importedFiles.map(({ fileName }) => ({
    specifier: fileName,
    module: fileName.startsWith('.')
      ? relative(root, resolve(root, dirname(module), fileName.replace(/\?.*$/, ''))).replaceAll('\\', '/')
      : null,
  }));
}

/** What is wrong with `module` importing `found`; null when nothing is. */
export function violation(module: string, found: Import): string | null {
  const { specifier } = found;
  const target = found.module;
  const within = (folder: string): boolean => target !== null && target.startsWith(`${folder}/`);
  if (specifier === 'electron' && !desktopHost.has(module) && !module.startsWith('tests/'))
    return `only ${[...desktopHost].join(' and ')} import 'electron'`;
  if (module.startsWith('shared/')) {
    if (specifier.startsWith('node:')) return `shared/ is pure and does not import ${specifier}`;
    if (target === null) return sharedPackages.has(specifier) ? null : `shared/ does not import ${specifier}`;
    return within('shared') ? null : `shared/ imports only itself, not ${target}`;
  }
  if (module.startsWith('renderer/')) {
    if (specifier.startsWith('node:')) return `renderer/ runs in a browser and cannot import ${specifier}`;
    if (target === null || within('shared') || within('renderer') || within('resources')) return null;
    return `renderer/ imports shared/, resources/ and itself, not ${target}`;
  }
  if (module.startsWith('electron/engine/')) {
    if (target === null || within('shared') || within('electron/engine')) return null;
    return `electron/engine/ imports shared/ and itself, not ${target}`;
  }
  if (module.startsWith('electron/')) {
    if (target === null || within('shared') || within('electron') || target === 'package.json') return null;
    return `electron/ imports shared/ and itself, not ${target}`;
  }
  return null;
}

/** Pure packages that shared/ may use: schemas for the contract, and a streaming XML reader for `virsh dumpxml`. */
const sharedPackages = new Set(['zod', 'saxes']);

/** Every cycle once, as the modules on it, found by depth-first search. */
export function cyclesIn(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (module: string): void => {
    const at = path.indexOf(module);
    if (at >= 0) {
      cycles.push([...path.slice(at), module]);
      return;
    }
    if (done.has(module)) return;
    path.push(module);
    for (const next of graph.get(module) ?? []) visit(next);
    path.pop();
    done.add(module);
  };
  for (const module of graph.keys()) visit(module);
  return cycles;
}

function main(): void {
  const modules = folders.flatMap(modulesBelow);
  const known = new Set(modules);
  const graph = new Map<string, readonly string[]>();
  const complaints: string[] = [];
  for (const module of modules) {
    const imports = importsOf(module);
    graph.set(
      module,
      imports.flatMap((found) => (found.module !== null && known.has(found.module) ? [found.module] : [])),
    );
    for (const found of imports) {
      const wrong = violation(module, found);
      if (wrong !== null) complaints.push(`${module}: ${wrong}`);
    }
  }
  for (const cycle of cyclesIn(graph)) complaints.push(`import cycle: ${cycle.join(' → ')}`);
  for (const complaint of complaints) console.error(complaint);
  if (complaints.length > 0) process.exitCode = 1;
  else console.log(`import rules hold in ${modules.length} modules`);
}

if (process.argv[1] === import.meta.filename) main();
