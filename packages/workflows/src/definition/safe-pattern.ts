/** Longest value that a pattern is tried on: bounds the cost of what the checks below let through. */
export const PATTERN_VALUE_MAX = 256;
const PATTERN_MAX = 200;
/** With at most this many open-ended repeats, matching 256 characters costs some three million steps at worst. */
const OPEN_REPEATS_MAX = 3;

export type SafePattern = { ok: true; regex: RegExp } | { ok: false; message: string };

/**
 * Compiles the pattern of an input: the whole value must match, as in an HTML `pattern` attribute.
 * Refuses what could take exponential or high polynomial time: a repeated group with a repeat or alternative inside, more
 * than three open-ended repeats, lookarounds and backreferences.
 */
export function safePattern(source: string): SafePattern {
  if (source.length > PATTERN_MAX) return { ok: false, message: `pattern is longer than ${PATTERN_MAX} characters` };
  // v is what a browser uses for a form; u reads classes such as [a-z-], which v refuses.
  const compiled = compile(source, "v") ?? compile(source, "u");
  if (compiled === undefined) return { ok: false, message: "pattern is no regular expression" };
  const { regex, flag } = compiled;
  const danger = dangerOf(source, flag === "v");
  return danger === undefined ? { ok: true, regex } : { ok: false, message: `pattern ${danger}` };
}

interface Group {
  repeats: boolean;
  alternatives: boolean;
}

function compile(source: string, flag: "v" | "u"): { regex: RegExp; flag: "v" | "u" } | undefined {
  try {
    return { regex: new RegExp(`^(?:${source})$`, flag), flag };
  } catch {
    return undefined;
  }
}

function dangerOf(source: string, nested: boolean): string | undefined {
  const stack: Group[] = [{ repeats: false, alternatives: false }];
  let openRepeats = 0;
  /** What a quantifier at this place would repeat. */
  let atom: Group | null = null;
  for (let i = 0; i < source.length; i++) {
    const c = source[i] ?? "";
    const top = stack[stack.length - 1];
    if (!top) return "has unbalanced parentheses";
    if (c === "\\") {
      if (/^\\(?:[1-9]|k<)/.test(source.slice(i))) return "uses a backreference, which can take very long";
      const long = /^\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|q\{[^}]*\})/.exec(source.slice(i));
      i += long ? long[0].length - 1 : 1;
      atom = { repeats: false, alternatives: false };
    } else if (c === "[") {
      i = endOfClass(source, i, nested);
      atom = { repeats: false, alternatives: false };
    } else if (c === "(") {
      const head = /^\((?:\?(?::|<[A-Za-z_]\w*>|[=!]|<[=!]|[a-z-]+:))?/.exec(source.slice(i))?.[0] ?? "(";
      if (/[=!]$/.test(head)) return "uses a lookaround; say what the value may be instead";
      i += head.length - 1;
      stack.push({ repeats: false, alternatives: false });
      atom = null;
    } else if (c === ")") {
      atom = stack.pop() ?? null;
      const outer = stack[stack.length - 1];
      if (atom && outer) {
        outer.repeats ||= atom.repeats;
        outer.alternatives ||= atom.alternatives;
      }
    } else if (c === "|") {
      top.alternatives = true;
      atom = null;
    } else {
      const quantifier = /^(?:[*+?]|\{(\d+)(,(\d*))?\})\??/.exec(source.slice(i));
      if (!quantifier) {
        atom = { repeats: false, alternatives: false };
        continue;
      }
      i += quantifier[0].length - 1;
      const { min, max } = range(quantifier);
      if (max > 1 && atom && (atom.repeats || (atom.alternatives && max - min > 0)))
        return "repeats a group that repeats or chooses inside, which can take very long; write it flat, as in [a-z][a-z-]*";
      if (max - min > 0) top.repeats = true;
      if (max - min > 10 && ++openRepeats > OPEN_REPEATS_MAX)
        return `has more than ${OPEN_REPEATS_MAX} open-ended repeats, which can take very long`;
      atom = null;
    }
  }
  return undefined;
}

function range(quantifier: RegExpExecArray): { min: number; max: number } {
  const c = quantifier[0][0];
  if (c === "*") return { min: 0, max: Number.POSITIVE_INFINITY };
  if (c === "+") return { min: 1, max: Number.POSITIVE_INFINITY };
  if (c === "?") return { min: 0, max: 1 };
  const min = Number(quantifier[1]);
  if (quantifier[2] === undefined) return { min, max: min };
  return { min, max: quantifier[3] ? Number(quantifier[3]) : Number.POSITIVE_INFINITY };
}

/** Index of the `]` that closes the class at `start`; classes nest with the v flag. */
function endOfClass(source: string, start: number, nested: boolean): number {
  let depth = 0;
  for (let i = start; i < source.length; i++) {
    if (source[i] === "\\") i++;
    else if (source[i] === "[" && (nested || i === start)) depth++;
    else if (source[i] === "]" && --depth === 0) return i;
  }
  return source.length;
}
