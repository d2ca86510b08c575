/** How much of a message is looked at, from its end. */
const TEXT_MAX = 256 * 1024;
/** Ends and beginnings that are tried before the message counts as having none. */
const ENDS_MAX = 50;
const STARTS_MAX = 1000;

/**
 * The last JSON object (or array, where that is wanted) in an agent's message: fenced or bare, whatever stands around it.
 * @returns undefined when there is none.
 */
export function lastJson(message: string, wanted: "object" | "array" = "object"): unknown {
  const text = message.slice(-TEXT_MAX);
  const [open, close] = wanted === "object" ? ["{", "}"] : ["[", "]"];
  let end = text.lastIndexOf(close);
  for (let tries = 0; end >= 0 && tries < ENDS_MAX; tries++) {
    const found = outermost(text.slice(0, end + 1), open);
    if (found !== undefined) return found;
    end = end === 0 ? -1 : text.lastIndexOf(close, end - 1);
  }
  return undefined;
}

/** The longest JSON that begins with `open` and goes to the end of the text. */
function outermost(text: string, open: string): unknown {
  let start = text.indexOf(open);
  for (let tries = 0; start >= 0 && tries < STARTS_MAX; tries++) {
    try {
      return JSON.parse(text.slice(start));
    } catch {
      start = text.indexOf(open, start + 1);
    }
  }
  return undefined;
}
