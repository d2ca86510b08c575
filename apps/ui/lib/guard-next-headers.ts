/**
 * Next trusts the headers that its own client sends, and answers 500 when they are malformed. This is the shape that its
 * client sends (Next 16.4).
 * @returns null when they are well-formed; else a sentence that names the header.
 */
export function checkNextHeaders(headers: ReadonlyMap<string, string>): string | null {
  const flag = (name: string) => {
    const v = headers.get(name);
    return v === undefined || /^[0-9]$/.test(v) ? null : `The header ${name} must be a digit.`;
  };
  for (const name of ["rsc", "next-router-prefetch", "next-hmr-refresh"]) {
    const wrong = flag(name);
    if (wrong) return wrong;
  }
  const action = headers.get("next-action");
  if (action !== undefined && !/^[0-9a-f]{40,64}$/.test(action)) return "The header next-action is no action id.";
  const url = headers.get("next-url");
  if (url !== undefined && !/^\/[\x21-\x7e]*$/.test(url)) return "The header next-url must be a path.";
  const segment = headers.get("next-router-segment-prefetch");
  if (segment !== undefined && !/^\/[\x21-\x7e]*$/.test(segment))
    return "The header next-router-segment-prefetch must be a path.";
  const tree = headers.get("next-router-state-tree");
  if (tree !== undefined && !isRouterState(tree)) return "The header next-router-state-tree is no router state.";
  return null;
}

function isRouterState(header: string): boolean {
  try {
    return isNode(JSON.parse(decodeURIComponent(header)), 0);
  } catch {
    return false;
  }
}

/** `[segment, { slot: node }, refreshUrl?, refetch?, hints?, extra?]`, as in Next's `FlightRouterState`. */
function isNode(value: unknown, depth: number): boolean {
  if (depth > 32 || !Array.isArray(value) || value.length < 2 || value.length > 6) return false;
  const [segment, slots, refresh, refetch, hints, last]: unknown[] = value;
  if (!isSegment(segment) || typeof slots !== "object" || slots === null || Array.isArray(slots)) return false;
  return (
    (refresh == null || (isStrings(refresh) && refresh.length === 2)) &&
    (refetch == null || REFETCH.includes(refetch)) &&
    (hints == null || typeof hints === "number") &&
    (last === undefined || typeof last === "string") &&
    Object.values(slots).every((child) => isNode(child, depth + 1))
  );
}

const REFETCH: unknown[] = ["refetch", "inside-shared-layout", "metadata-only"];
const PARAM = /^(c|oc|d|[cd]i\((\.|\.\.|\.\.\.|\.\.\)\(\.\.)\))$/;

function isSegment(value: unknown): boolean {
  if (typeof value === "string") return true;
  if (!Array.isArray(value) || value.length !== 4) return false;
  const [name, key, type, siblings]: unknown[] = value;
  return isStrings([name, key, type]) && PARAM.test(String(type)) && (siblings === null || isStrings(siblings));
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((s) => typeof s === "string");
}
