/** Most of a preview, in UTF-16 units: one line of the page. */
const PREVIEW = 160;

/**
 * What a tool was called with, in one line. Arguments that still arrive are text: their end is what is new.
 * @param input an object, or JSON that is not complete yet
 */
export function inputPreview(input: unknown): string {
  if (input === undefined || input === null) return "";
  if (typeof input === "string") return oneLine(input.length > PREVIEW ? `…${input.slice(-PREVIEW)}` : input);
  if (typeof input !== "object") return oneLine(String(input));
  const entries = Object.entries(input);
  const only = entries[0];
  if (entries.length === 1 && only && typeof only[1] === "string") return cut(oneLine(only[1].slice(0, PREVIEW * 2)));
  return cut(entries.map(([key, value]) => `${key}: ${valueWords(value)}`).join(" · "));
}

/** True where the preview leaves nothing out: one text, in one line. */
export function isWholePreview(input: unknown, preview: string): boolean {
  if (typeof input !== "object" || input === null) return String(input) === preview;
  const values = Object.values(input);
  return values.length === 1 && values[0] === preview;
}

function valueWords(value: unknown): string {
  return oneLine(typeof value === "string" ? value.slice(0, PREVIEW) : (JSON.stringify(value) ?? "").slice(0, PREVIEW));
}

const oneLine = (text: string) => text.replace(/\s+/g, " ").trim();
const cut = (text: string) => (text.length > PREVIEW ? `${text.slice(0, PREVIEW - 1)}…` : text);
