/** Equal as JSON, whatever the order of the members. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [a, b].map((o) => Object.entries(o).filter(([, value]) => value !== undefined));
  const other = new Map(right);
  return (
    left?.length === right?.length &&
    (left ?? []).every(([key, value]) => other.has(key) && equal(value, other.get(key)))
  );
}
