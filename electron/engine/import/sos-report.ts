// What one sos report promises, held against what came: by its manifest, and by what sos collects of a
// host that has these bridges, devices, namespaces and domains.
import { recogniseCommandLine } from '../../../shared/bundle/command-line.ts';
import { missingOutputs } from '../../../shared/bundle/expected-outputs.ts';
import type { Manifest, ManifestPlugin } from '../../../shared/bundle/manifest.ts';

export interface AbsentOutput {
  /** Where it would be in the bundle. */
  readonly path: string;
  readonly commandLine: string;
  readonly code: 'output-absent' | 'absent-after-timeout';
  readonly reason: string;
}

export class SosReport {
  readonly root: string;
  readonly #manifest: Manifest | null;
  readonly #version: string | null;
  readonly #commandLines: string[] = [];
  /** Plugins of a report without a manifest, by their folders. */
  readonly #folders = new Map<string, ManifestPlugin>();
  /** What the manifest names and did not come yet. */
  readonly #promised: Set<string>;

  constructor(root: string, manifest: Manifest | null, version: string | null) {
    this.root = root;
    this.#manifest = manifest;
    this.#version = version;
    this.#promised = new Set(manifest?.commands.keys());
    this.#commandLines.push(...(manifest?.withoutFile ?? []));
    for (const { exec } of manifest?.commands.values() ?? []) this.#commandLines.push(exec);
  }

  /** A member or link of the report; `commandLine` as far as it is known. */
  member(path: string, commandLine: string | null): void {
    const inside = this.root === '' ? path : path.slice(this.root.length + 1);
    this.#promised.delete(inside);
    if (commandLine !== null && this.#manifest === null) this.#commandLines.push(commandLine);
    const plugin = /^sos_commands\/([^/]+)\//.exec(inside)?.[1];
    if (plugin !== undefined && !this.#folders.has(plugin)) {
      this.#folders.set(plugin, { timedOut: false, seconds: null });
    }
  }

  /** A sentence for each plugin that sos stopped. */
  timeouts(): readonly string[] {
    return [...(this.#manifest?.plugins ?? [])].flatMap(([name, plugin]) =>
      plugin.timedOut
        ? [
            `sos stopped its plugin ${name}${after(plugin)} for taking too long: its later commands are absent.`,
          ]
        : [],
    );
  }

  /** What should be here and is not, once all members went by. */
  absent(): readonly AbsentOutput[] {
    const below = (path: string): string => (this.root === '' ? path : `${this.root}/${path}`);
    const plugins = this.#manifest?.plugins ?? this.#folders;
    const promised = [...this.#promised].sort().flatMap((path): AbsentOutput[] => {
      const entry = this.#manifest?.commands.get(path);
      if (entry === undefined || recogniseCommandLine(entry.exec) === null) return [];
      const otherwise = 'manifest.json names it, and the bundle does not have it';
      return [{ path: below(path), commandLine: entry.exec, ...why(entry.plugin, plugins, otherwise) }];
    });
    const missing = missingOutputs({
      version: this.#version,
      plugins,
      commandLines: this.#commandLines,
    }).map(({ plugin, commandLine, path }): AbsentOutput => {
      const otherwise = `sos collects it with its plugin ${plugin}, and it is not here`;
      return { path: below(path), commandLine, ...why(plugin, plugins, otherwise) };
    });
    return [...promised, ...missing];
  }
}

/** Absent because sos stopped the plugin is told apart from absent for another reason. */
function why(
  name: string,
  plugins: ReadonlyMap<string, ManifestPlugin>,
  otherwise: string,
): Pick<AbsentOutput, 'code' | 'reason'> {
  const plugin = plugins.get(name);
  if (plugin?.timedOut !== true) return { code: 'output-absent', reason: otherwise };
  return {
    code: 'absent-after-timeout',
    reason: `absent because sos stopped its plugin ${name}${after(plugin)}`,
  };
}

function after({ seconds }: ManifestPlugin): string {
  return seconds === null ? '' : ` after ${seconds} s`;
}
