// The first look at a bundle: which hosts it holds, what it says of itself, which links lead where.
// Members may come in any order (a sos report's manifest often comes last), so this is known before the
// first output is read.
import { Buffer } from 'node:buffer';
import { commandLineFromPath, recogniseCommandLine } from '../../../shared/bundle/command-line.ts';
import { cleanedMac, isCleanedName, mayShowMacs } from '../../../shared/bundle/cleaned.ts';
import { findHostRoots, type HostRoots } from '../../../shared/bundle/host-roots.ts';
import {
  bareName,
  hintOfCommandLine,
  hintOfFile,
  identify,
  type HintName,
  type Identity,
  type IdentityHints,
} from '../../../shared/bundle/identity.ts';
import { folderSays, timeOfFolder } from '../../../shared/bundle/occasion.ts';
import { readManifest, type Manifest } from '../../../shared/bundle/manifest.ts';
import { linkDestination, type MemberSink, type MemberVisitor } from './members.ts';
import { RepeatedMembers } from './repeated-members.ts';

const manifestLimit = 64 * 1024 * 1024;
const hintLimit = 4096;
/** Links beyond this many are counted only. */
const linkLimit = 200_000;

export class Survey implements MemberVisitor {
  readonly #sosRoots = new Set<string>();
  readonly #outputFolders = new Set<string>();
  /** The folder that every file so far is in or below; null before the first. */
  #commonFolder: string | null = null;
  readonly #hints = new Map<string, IdentityHints>();
  readonly #unreadManifests: string[] = [];
  readonly #aliases = new Map<string, string[]>();
  readonly #versions = new Map<string, string>();
  /** Folders with an output whose MACs the cleaner made. */
  readonly #cleanedFolders = new Set<string>();
  readonly #repeated = new RepeatedMembers();
  #files = 0;
  #links = 0;
  readonly #outside: string[] = [];
  #outsideCount = 0;

  file(path: string, size: number | null): MemberSink | null {
    this.#files++;
    this.#repeated.count(path);
    this.#commonFolder = sharedFolder(this.#commonFolder, path);
    const inReport = this.#noteReport(path);
    const manifest = /^(?:(.*)\/)?sos_reports\/manifest\.json$/.exec(path);
    if (manifest !== null) return this.#manifest(manifest[1] ?? '', path, size);
    const version = /^(?:(.*)\/)?version\.txt$/.exec(path);
    if (version !== null) return this.#version(version[1] ?? '');
    const hint = this.#hintOf(path, inReport === null ? this.reportOf(path) : (inReport[1] ?? ''));
    if (hint !== null) return this.#text(hint.folder, hint.name);
    if (mayShowMacs(path)) return this.#macs(path);
    return null;
  }

  /** Where `sos_commands` is in the path of an output; notes the root above it. */
  #noteReport(path: string): RegExpExecArray | null {
    const found = /^(?:(.*)\/)?sos_commands\//.exec(path);
    if (found !== null) this.#sosRoots.add(found[1] ?? '');
    return found;
  }

  unread(path: string): void {
    this.#files++;
    this.#commonFolder = sharedFolder(this.#commonFolder, path);
  }

  link(path: string, target: string, kind: 'symbolic' | 'hard'): void {
    this.#links++;
    // Long outputs are links to their tails: in a small report all may be.
    this.#noteReport(path);
    const destination = linkDestination(path, target, kind);
    if (destination === null) {
      this.#outsideCount++;
      if (this.#outside.length < 3) this.#outside.push(`${path} → ${target}`);
      return;
    }
    // A link to the bundle itself names no member.
    if (this.#links > linkLimit || destination === '') return;
    const names = this.#aliases.get(destination);
    if (names === undefined) this.#aliases.set(destination, [path]);
    else names.push(path);
  }

  folder(): void {
    // Folders say nothing by themselves.
  }
  special(): void {
    // Told when the bundle is imported.
  }
  problem(): void {
    // Told when the bundle is imported: the same problems come again.
  }

  #hintOf(path: string, reportRoot: string | null): { folder: string; name: HintName } | null {
    const file = /^(?:(.*)\/)?((?:etc|proc\/sys\/kernel)\/hostname)$/.exec(path);
    const named = file?.[2] === undefined ? null : hintOfFile(file[2]);
    if (named !== null) return { folder: file?.[1] ?? '', name: named };
    // Most files of a report are no statement about its host, and their names need no reading.
    if (reportRoot !== null && !/host|uname|date/.test(path.slice(path.lastIndexOf('/') + 1))) return null;
    const commandLine = commandLineFromPath(path);
    if (commandLine === null) return null;
    // What lies in a node's own folders is of the node that these are of.
    const above = /^(?:(.*?)\/)?(?:etc|proc|sys|run|var|usr|opt)\//.exec(path);
    const folder = above === null ? path.slice(0, Math.max(path.lastIndexOf('/'), 0)) : (above[1] ?? '');
    const name = hintOfCommandLine(commandLine);
    if (reportRoot !== null) return name === null ? null : { folder: reportRoot, name };
    if (name !== null || recogniseCommandLine(commandLine) !== null) this.#outputFolders.add(folder);
    return name === null ? null : { folder, name };
  }

  /** The root of the report that a file outside of `sos_commands/` is in, as far as that is known by now. */
  reportOf(path: string): string | null {
    const end = path.indexOf('/');
    const top = end < 0 ? '' : path.slice(0, end);
    return this.#sosRoots.has(top) && end >= 0 ? top : null;
  }

  #hintsOf(folder: string): IdentityHints {
    const found = this.#hints.get(folder) ?? {};
    this.#hints.set(folder, found);
    return found;
  }

  #text(folder: string, name: HintName): MemberSink {
    let text = '';
    return {
      chunk: (bytes) => {
        if (text.length < hintLimit) text += Buffer.from(bytes.subarray(0, hintLimit)).toString('utf8');
      },
      end: () => {
        // A command's own output is better than the file it was set from.
        if (text.trim() !== '') this.#hintsOf(folder)[name] ??= text;
      },
    };
  }

  #manifest(root: string, path: string, size: number | null): MemberSink | null {
    if (size !== null && size > manifestLimit) {
      this.#unreadManifests.push(path);
      return null;
    }
    const parts: Buffer[] = [];
    return {
      chunk: (bytes) => parts.push(Buffer.from(bytes)),
      end: () => {
        const manifest = readManifest(Buffer.concat(parts).toString('utf8'));
        if (manifest === null) this.#unreadManifests.push(path);
        else this.#hintsOf(root).manifest = manifest;
      },
    };
  }

  /** `sosreport: 4.2`, `sos report: 4.12.0` */
  #version(root: string): MemberSink {
    let text = '';
    return {
      chunk: (bytes) => {
        if (text.length < hintLimit) text += Buffer.from(bytes.subarray(0, hintLimit)).toString('latin1');
      },
      end: () => {
        const said = /^sos ?report:? +v?(\d+(?:\.\d+)*)/m.exec(text)?.[1];
        if (said !== undefined) this.#versions.set(root, said);
      },
    };
  }

  #macs(path: string): MemberSink {
    let rest = '';
    let isFound = false;
    return {
      chunk: (bytes) => {
        if (isFound) return;
        // Across the border of two chunks, too.
        const text = rest + Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
        isFound = text.includes(cleanedMac);
        rest = text.slice(-cleanedMac.length);
      },
      end: () => {
        if (isFound) this.#cleanedFolders.add(path.slice(0, Math.max(path.lastIndexOf('/'), 0)));
      },
    };
  }

  /** What was seen, once the whole bundle went by. */
  result(bundleName: string): SurveyResult {
    // A bundle in which no name is known is still of the host that its one folder is named after.
    const outputFolders =
      this.#outputFolders.size === 0 && this.#commonFolder ? [this.#commonFolder] : this.#outputFolders;
    const roots = findHostRoots(this.#sosRoots, outputFolders);
    const hints = new Map<string, IdentityHints>();
    for (const folder of [...this.#hints.keys()].sort()) {
      const root = roots.rootOf(`${folder}/.`);
      hints.set(root, { ...this.#hints.get(folder), ...hints.get(root) });
    }
    const identities = new Map<string, Identity>();
    const cleaned = new Set([...this.#cleanedFolders].map((folder) => roots.rootOf(`${folder}/.`)));
    return {
      files: this.#files,
      links: this.#links,
      linksOutside: { count: this.#outsideCount, examples: this.#outside },
      linkTargets: new Set(this.#aliases.keys()),
      unreadManifests: this.#unreadManifests,
      earlier: this.#repeated.earlier,
      roots,
      aliasesOf: (path) => namesOf(path, this.#aliases),
      versionOf: (root) => hints.get(root)?.manifest?.version ?? this.#versions.get(root) ?? null,
      manifestOf: (root) => hints.get(root)?.manifest ?? null,
      identityOf: (root) => {
        const known = identities.get(root);
        if (known !== undefined) return known;
        const named = folderSays(root);
        const isNamed = named.host !== '';
        const folder = isNamed ? named.host : bareName(bundleName);
        const found = identify(hints.get(root) ?? {}, folder, isNamed ? 'folder name' : 'bundle name');
        const said = found.capturedAt === null ? timedByFolder(found, named.occasions) : found;
        identities.set(root, said);
        return said;
      },
      occasionOf: (root) => folderSays(root).occasions.join(' ') || null,
      isCleaned: (root) =>
        cleaned.has(root) ||
        hints.get(root)?.manifest?.isCleaned === true ||
        [bundleName, ...root.split('/')].some((name) => isCleanedName(name)),
    };
  }
}

function sharedFolder(folder: string | null, path: string): string {
  if (folder === null) return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
  let shared = folder;
  while (shared !== '' && !path.startsWith(`${shared}/`))
    shared = shared.slice(0, Math.max(shared.lastIndexOf('/'), 0));
  return shared;
}

export interface SurveyResult {
  readonly files: number;
  readonly links: number;
  readonly linksOutside: { readonly count: number; readonly examples: readonly string[] };
  /** Where links inside the bundle lead. */
  readonly linkTargets: ReadonlySet<string>;
  readonly unreadManifests: readonly string[];
  /** Files with others of the same name after them, which are the ones that count: how many, by path. */
  readonly earlier: ReadonlyMap<string, number>;
  readonly roots: HostRoots;
  /** The links that lead to a member, directly or over others, in the bundle's order. */
  aliasesOf(path: string): readonly string[];
  manifestOf(root: string): Manifest | null;
  /** The version of sos that made a report; null when nothing says. */
  versionOf(root: string): string | null;
  identityOf(root: string): Identity;
  /** What the folders around a root say of when its outputs were taken: `before`, `T1`; null when nothing. */
  occasionOf(root: string): string | null;
  /** `sos clean` went over it: names and addresses in it stand for others. */
  isCleaned(root: string): boolean;
}

function timedByFolder(said: Identity, occasions: readonly string[]): Identity {
  const capturedAt = occasions.map(timeOfFolder).findLast((time) => time !== null) ?? null;
  if (capturedAt === null) return said;
  return { ...said, capturedAt, capturedFrom: 'folder name (time zone unknown, read as UTC)' };
}

function namesOf(path: string, aliases: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const direct = aliases.get(path);
  if (direct === undefined) return [];
  const found = [...direct];
  for (let i = 0; i < found.length && found.length < 20; i++) {
    for (const name of aliases.get(found[i] ?? '') ?? []) if (!found.includes(name)) found.push(name);
  }
  return found;
}
