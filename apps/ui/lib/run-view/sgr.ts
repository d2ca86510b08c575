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
  return state.length > 200 ? state.slice(-state.length + state.indexOf("\u001b", state.length - 200)) : state;
}
