// OSC, DCS, PM, APC, SOS up to their end (or, unfinished, up to the end of the line), and other two-character escapes.
const STRINGS = /\u001b[\]PX^_][^\u0007\u001b\u009c\n]*(?:\u0007|\u001b\\|\u009c)?/g;
const CSI_OTHER = /\u001b\[(?![\d;:]*[CDGKm])[0-?]*[ -/]*[@-~]/g;
const ESCAPES_OTHER = /\u001b(?!\[[\d;:]*[CDGKm])[ -/]*[0-~]?/g;

/** The text without its escape sequences, but for colours and what moves within a line (`terminalLine`). */
export function stripEscapes(text: string): string {
  if (!text.includes("\u001b")) return text;
  return text.replace(STRINGS, "").replace(CSI_OTHER, "").replace(ESCAPES_OTHER, "");
}
