// The list of saved flow filters, as it is kept in the settings.

export interface SavedFilter {
  readonly name: string;
  readonly filter: string;
}

/** The list as it was written; what is none of ours is left out. */
export function readSavedFilters(text: string | null): readonly SavedFilter[] {
  let read: unknown;
  try {
    read = JSON.parse(text ?? '[]');
  } catch {
    return [];
  }
  const filters: SavedFilter[] = [];
  for (const each of Array.isArray(read) ? (read as readonly unknown[]) : []) {
    if (typeof each !== 'object' || each === null || !('name' in each) || !('filter' in each)) continue;
    const { name, filter } = each;
    if (typeof name !== 'string' || typeof filter !== 'string' || name === '' || filter === '') continue;
    if (!filters.some((other) => other.name === name)) filters.push({ name, filter });
  }
  return filters;
}
