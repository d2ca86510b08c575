/** Calls with the same key at the same time are one call: who comes while it is under way gets its answer. */
export function shareCalls<K, V>(call: (key: K) => Promise<V>): (key: K) => Promise<V> {
  const underWay = new Map<K, Promise<V>>();
  return (key) => {
    const known = underWay.get(key);
    if (known) return known;
    const started = call(key).finally(() => underWay.delete(key));
    underWay.set(key, started);
    return started;
  };
}
