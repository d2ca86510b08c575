/** One colour sequence; its parameters are the first group. */
export const SGR = /\u001b\[([\d;:]*)m/g;

/** The colour sequences in force after this text; prepend them to what follows. Bounded. */
export function sgrAfter(before: string, text: string): string {
  if (!text.includes("\u001b[")) return before;
  let state = before;
  for (const [seq, codes] of text.matchAll(SGR)) {
    if (codes === "" || codes === "0") state = "";
    else state = codes?.startsWith("0;") ? seq : state + seq;
  }
  if (state.length <= 200) return state;
  const from = state.indexOf("\u001b", state.length - 200);
  return from < 0 ? "" : state.slice(from);
}
