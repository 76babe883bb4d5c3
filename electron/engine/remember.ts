// A memory of so many things: those that were asked for last.

/** What is known under `key`, or made now; of the others only the latest `kept - 1` stay. */
export function remember<K, V>(known: Map<K, V>, key: K, kept: number, work: () => V): V {
  const value = known.get(key) ?? work();
  known.delete(key);
  known.set(key, value);
  for (const old of known.keys()) {
    if (known.size <= kept) break;
    known.delete(old);
  }
  return value;
}
