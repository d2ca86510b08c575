/**
 * Characters that change what a reader sees without being seen: bidi controls, zero-width characters, tags, C0/C1 controls
 * (but not tab and newline).
 */
const HIDDEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

/** The text with its invisible characters written out as `⟨U+202E⟩`, so that a path or command cannot pose as another. */
export function visibleText(text: string): string {
  return text.replace(HIDDEN, (c) => `⟨U+${(c.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}⟩`);
}

/** The same, but joiners and marks that ordinary prose and emoji need stay. For logs and messages. */
export function visibleBidi(text: string): string {
  return text.replace(
    /[\u202a-\u202e\u2066-\u2069]/g,
    (c) => `⟨U+${(c.codePointAt(0) ?? 0).toString(16).toUpperCase()}⟩`,
  );
}
