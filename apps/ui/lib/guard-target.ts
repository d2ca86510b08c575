/** Longest request target, in characters. */
export const MAX_TARGET = 8192;

export interface TargetProblem {
  status: number;
  code: string;
  detail: string;
}

/**
 * Is this a request target that only one reading is possible of? Origin form only, no dot segments in any encoding, no
 * control characters, valid percent encoding (Next answers some of the others with 500).
 * @returns null when it is; else what to answer.
 */
export function checkTarget(target: string): TargetProblem | null {
  const bad = (detail: string): TargetProblem => ({ status: 400, code: "bad_target", detail });
  if (target.length > MAX_TARGET)
    return { status: 414, code: "target_too_long", detail: `The address is longer than ${MAX_TARGET} characters.` };
  if (!target.startsWith("/")) return bad("The request target must be a path.");
  if (target.startsWith("//")) return bad("The path must not begin with two slashes.");
  if (/[^\x21-\x7e]|[\\#]/.test(target)) return bad("The address holds a character that must be percent-encoded.");
  const cut = target.indexOf("?");
  const path = cut < 0 ? target : target.slice(0, cut);
  const query = cut < 0 ? "" : target.slice(cut + 1);
  if (/%(?![0-9a-f]{2})/i.test(target)) return bad("The address holds a % that begins no percent-encoding.");
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
    decodeURIComponent(query.replaceAll("+", " "));
  } catch {
    return bad("The address is not valid UTF-8 once decoded.");
  }
  if (/[\x00-\x1f\x7f]/.test(decoded)) return bad("The path holds a control character.");
  if (decoded.split(/[/\\]/).some((s) => s === "." || s === "..")) return bad("The path holds a dot segment.");
  return null;
}
