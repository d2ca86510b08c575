/** How much of a message is looked at, from its end. */
const TEXT_MAX = 256 * 1024;
/** Characters that are read again and again at most, so that a message of nothing but brackets takes no long time. */
const WORK_MAX = 20_000_000;

/**
 * The last JSON object (or array, where that is wanted) in an agent's message: fenced or bare, whatever stands around it.
 * @returns undefined when there is none.
 */
export function lastJson(message: string, wanted: "object" | "array" = "object"): unknown {
  const text = message.slice(-TEXT_MAX);
  const open = wanted === "object" ? "{" : "[";
  let found: unknown;
  let work = 0;
  for (let start = text.indexOf(open); start >= 0 && work < WORK_MAX; ) {
    const end = endOf(text, start);
    work += (end ?? text.length) - start;
    const value = end === undefined ? undefined : parsed(text.slice(start, end));
    if (value !== undefined) found = value;
    // What stands inside of a value is a part of it; inside of anything else it may be one.
    start = text.indexOf(open, value !== undefined && end !== undefined ? end : start + 1);
  }
  return found;
}

/** Behind the bracket that closes the one at `start`; brackets in strings do not count. */
function endOf(text: string, start: number): number | undefined {
  let depth = 0;
  let quoted = false;
  for (let i = start; i < text.length; i++) {
    const c = text[i];
    if (quoted && c === "\\") i++;
    else if (c === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (c === "{" || c === "[") depth++;
    else if ((c === "}" || c === "]") && --depth === 0) return i + 1;
  }
  return undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
