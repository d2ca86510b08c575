import Anser from "anser";
import { onBackground, paletteColour, textColour } from "./ansi-colour.ts";
import { SGR, sgrAfter } from "./sgr.ts";
import { stripEscapes } from "./strip-escapes.ts";
import { overwrites, terminalLine } from "./terminal-line.ts";
import { visibleBidi } from "./visible-text.ts";

export interface AnsiSpan {
  text: string;
  /** Class names of our own style sheet; empty for plain text. */
  className: string;
  /** Of the 256 and the 16 million colours, made readable; never text from the output. */
  style?: { color?: string; background?: string };
}

/** Where nothing moves there is nothing to erase. */
const ERASES = /\u001b\[[\d;:]*K/g;
const CONTROLS = /[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f-\u009f]/g;

/** Only colours remain of the escape sequences; a line that overwrites itself shows what a terminal would. */
function clean(text: string): string {
  return visibleBidi(overwritten(stripEscapes(text)).replace(CONTROLS, (c) => (c === "\u001b" ? "" : "\u00b7")));
}

function overwritten(text: string): string {
  if (!overwrites(text)) return text.replace(ERASES, "");
  let sgr = "";
  return text
    .split("\n")
    .map((line) => {
      const shown = terminalLine(line, sgr).replace(ERASES, "");
      sgr = sgrAfter(sgr, line);
      return shown;
    })
    .join("\n");
}

/** The text as a reader of the log sees it, without colours. */
export function stripAnsi(text: string): string {
  return clean(text).replace(SGR, "");
}

/**
 * Splits text with ANSI colours into spans with classes (`ansi-red-fg` …): never HTML. 256-colour and true-colour codes
 * become styles as near to them as contrast allows in both themes.
 * @param maxSpans what is beyond becomes one plain span, so that hostile output cannot fill the page with elements.
 */
export function ansiSpans(text: string, maxSpans = 400): AnsiSpan[] {
  const cleaned = clean(text);
  if (!cleaned.includes("\u001b[")) return cleaned === "" ? [] : [{ text: cleaned, className: "" }];
  const border = nthColour(cleaned, maxSpans - 1);
  const spans: AnsiSpan[] = [];
  for (const part of Anser.ansiToJson(cleaned.slice(0, border), {
    json: true,
    use_classes: true,
    remove_empty: true,
  })) {
    const look = lookOf(part);
    const last = spans.at(-1);
    if (last && sameLook(last, look)) last.text += part.content;
    else spans.push({ text: part.content, ...look });
  }
  const rest = cleaned.slice(border).replace(SGR, "");
  if (rest !== "") spans.push({ text: rest, className: "" });
  return spans;
}

/** Where the colour change number `n` stands; the end of the text where there are fewer. */
function nthColour(text: string, n: number): number {
  let at = -1;
  for (let i = 0; i < n; i++) {
    at = text.indexOf("\u001b[", at + 1);
    if (at < 0) return text.length;
  }
  return at;
}

const DECORATIONS = new Set(["bold", "dim", "italic", "underline", "strikethrough", "reverse"]);

type Look = Omit<AnsiSpan, "text">;

function sameLook(a: Look, b: Look): boolean {
  return (
    a.className === b.className && a.style?.color === b.style?.color && a.style?.background === b.style?.background
  );
}

function lookOf(part: Anser.AnserJsonEntry): Look {
  const names = [...new Set(part.decorations)].filter((d) => DECORATIONS.has(d)).map((d) => `ansi-${d}`);
  const fg = colour(part.fg, part.fg_truecolor);
  const bg = colour(part.bg, part.bg_truecolor);
  if (bg?.exact) return { className: names.join(" "), style: onBackground(bg.rgb, fg?.rgb) };
  if (bg) names.push(`${bg.name}-bg`);
  // Backgrounds of the 16 are faint: what can be read without them can be read on them.
  if (fg?.exact) return { className: names.join(" "), style: { color: textColour(fg.rgb) } };
  if (fg) names.push(`${fg.name}-fg`);
  return { className: names.join(" ") };
}

const BASIC = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

/** `exact` where the output asked for more than one of the 16. */
function colour(name: string | null, truecolor: string | null) {
  if (!name) return;
  if (name === "ansi-truecolor") {
    const [r = 0, g = 0, b = 0] = (truecolor ?? "").split(",").map((v) => Math.min(255, Number(v) || 0));
    return { name, rgb: [r, g, b] as const, exact: true };
  }
  const palette = /^ansi-palette-(\d+)$/.exec(name);
  const n = palette ? Math.min(255, Number(palette[1])) : BASIC.indexOf(name.replace(/^ansi-(bright-)?/, ""));
  const own = palette && n < 16 ? `ansi-${n > 7 ? "bright-" : ""}${BASIC[n % 8]}` : name;
  return { name: own, rgb: paletteColour(Math.max(0, n)), exact: n >= 16 };
}
