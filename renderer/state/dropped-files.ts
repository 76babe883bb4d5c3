// What was dropped on or chosen in the page, as bundles. In the desktop host a bundle is a path; in a
// browser it is the files themselves, a folder's with their paths inside it.

export interface BundleFile {
  /** Inside the bundle, `/`-separated. */
  readonly path: string;
  readonly file: File;
}

export type ChosenBundle =
  | { readonly kind: 'path'; readonly name: string; readonly path: string }
  | {
      readonly kind: 'files';
      readonly name: string;
      readonly files: readonly BundleFile[];
      readonly bytes: number;
    };

export function bundleAtPath(path: string): ChosenBundle {
  return { kind: 'path', name: path.replace(/[/\\]+$/, '').replace(/^.*[/\\]/, '') || path, path };
}

function bundleOfFiles(name: string, files: readonly BundleFile[]): ChosenBundle {
  return { kind: 'files', name, files, bytes: files.reduce((sum, { file }) => sum + file.size, 0) };
}

/** The files of an `<input type="file">`: each a bundle, or one bundle when a folder was chosen. */
export function bundlesOfInput(files: readonly File[]): readonly ChosenBundle[] {
  const folders = new Map<string, BundleFile[]>();
  const bundles: ChosenBundle[] = [];
  for (const file of files) {
    const [folder = '', ...rest] = file.webkitRelativePath.split('/');
    if (rest.length === 0) {
      bundles.push(bundleOfFiles(file.name, [{ path: file.name, file }]));
    } else {
      const members = folders.get(folder) ?? [];
      members.push({ path: rest.join('/'), file });
      folders.set(folder, members);
    }
  }
  for (const [name, members] of folders) bundles.push(bundleOfFiles(name, members));
  return bundles;
}

/**
 * What a drop carries. Must be called in the event itself: the items are gone afterwards.
 * `pathFor` gives a file's path in the desktop host.
 */
export async function bundlesOfDrop(
  data: DataTransfer,
  pathFor: ((file: File) => string) | null,
): Promise<readonly ChosenBundle[]> {
  if (pathFor) return [...data.files].map(pathFor).filter(Boolean).map(bundleAtPath);
  // What another program drags (a mail's attachment, a member of an archive) has a file and no entry.
  const dropped = [...data.items].flatMap((item) => item.webkitGetAsEntry() ?? item.getAsFile() ?? []);
  return Promise.all(
    dropped.map(async (entry) => {
      if (entry instanceof File) return bundleOfFiles(entry.name, [{ path: entry.name, file: entry }]);
      const files: BundleFile[] = [];
      await collect(entry, '', files);
      return bundleOfFiles(entry.name, files);
    }),
  );
}

/** Adds a file, or everything below a folder; `path` is the entry's own inside the bundle. */
async function collect(entry: FileSystemEntry, path: string, into: BundleFile[]): Promise<void> {
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    into.push({ path: path || entry.name, file });
    return;
  }
  if (!isDirectory(entry)) return;
  const reader = entry.createReader();
  // A reader gives at most a hundred entries at a time, and none at the end.
  for (;;) {
    const batch = await new Promise<readonly FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (batch.length === 0) return;
    for (const child of batch) await collect(child, path ? `${path}/${child.name}` : child.name, into);
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
