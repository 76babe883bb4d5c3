// Which table of a matrix of hosts a pin is about, as the filter of a comparison's rules that it is kept as.

/** Of `br-int 60`; the empty filter for null, which is all tables together. */
export function matrixFilter(table: string | null): string {
  const [bridge, number] = (table ?? '').split(' ');
  return number === undefined ? '' : `bridge=${bridge ?? ''} and table=${number}`;
}

/** The table again; empty for a filter that asks for something else. */
export function matrixTable(filter: string): string {
  const [, bridge, table] = /^bridge=(\S+) and table=(\S+)$/.exec(filter) ?? [];
  return bridge === undefined || table === undefined ? '' : `${bridge} ${table}`;
}
