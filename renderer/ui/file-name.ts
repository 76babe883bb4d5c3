// Names for files whose parts come from bundles.

/** A name that every file system takes: names of hosts and bridges come from bundles. */
export function fileName(name: string): string {
  const plain = name
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[.-]+|[.-]+$/g, '')
    .slice(0, 120);
  return plain === '' ? 'coldtrace' : plain;
}
