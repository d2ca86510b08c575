import { sgrAfter } from "./sgr.ts";

/** What moves the cursor within a line: carriage return, backspace, CSI C, D and G. K erases from where it then is. */
const MOVES = /[\r\b]|\u001b\[[\d;:]*[CDG]/;
const TOKEN = /\u001b\[([\d;:]*)([CDGKm])|[\s\S]/gu;
const JOINS_BEFORE = /^[\p{M}\u200d]$/u;
/** A cursor goes no further than this beyond what was written, and an erase at once no further: each sequence is cheap. */
const COLUMNS = 1000;

/** One line as a terminal of endless width holds it: a character and its colours for each column. */
class Line {
  #cells: string[] = [];
  #looks: string[] = [];
  #at = 0;
  #sgr: string;
  readonly #before: string;

  constructor(before: string) {
    this.#before = before;
    this.#sgr = before;
  }

  take(token: string, parameters: string | undefined, final: string | undefined): void {
    if (final === "m") this.#sgr = sgrAfter(this.#sgr, token);
    else if (final === "K") this.#erase(parameters ?? "");
    else if (final !== undefined) this.#move(final, Math.max(1, Number.parseInt(parameters ?? "", 10) || 1));
    else if (token === "\r") this.#at = 0;
    else if (token === "\b") this.#at = Math.max(0, this.#at - 1);
    else this.#write(token);
  }

  #move(final: string, n: number): void {
    const to = final === "G" ? n - 1 : final === "C" ? this.#at + n : this.#at - n;
    this.#at = Math.max(0, Math.min(to, Math.max(COLUMNS, this.#cells.length)));
  }

  #erase(what: string): void {
    if (what === "1") {
      this.#cells.fill(" ", 0, Math.min(this.#at + 1, this.#cells.length, COLUMNS));
      return;
    }
    const length = what === "2" ? 0 : this.#at;
    this.#cells.length = Math.min(this.#cells.length, length);
    this.#looks.length = this.#cells.length;
    this.#at = Math.min(this.#at, Math.max(COLUMNS, length));
  }

  #write(character: string): void {
    if (this.#at > 0 && this.#at <= this.#cells.length && JOINS_BEFORE.test(character)) {
      this.#cells[this.#at - 1] += character;
      return;
    }
    while (this.#cells.length < this.#at) {
      this.#cells.push(" ");
      this.#looks.push("");
    }
    this.#cells[this.#at] = character;
    this.#looks[this.#at] = this.#sgr;
    this.#at += 1;
  }

  /** The text, with a colour sequence wherever the colours change. @param cursor also says where the cursor stands. */
  text(cursor: boolean): string {
    let look = this.#before;
    let out = "";
    const change = (to: string) => {
      if (to === look) return;
      out += `\u001b[0m${to}`;
      look = to;
    };
    for (const [i, cell] of this.#cells.entries()) {
      change(this.#looks[i] ?? "");
      out += cell;
    }
    change(this.#sgr);
    return cursor && this.#at !== this.#cells.length ? `${out}\u001b[${this.#at + 1}G` : out;
  }
}

/** Whether a text has a line that overwrites itself. */
export function overwrites(text: string): boolean {
  return MOVES.test(text);
}

/**
 * What a terminal shows of one line that overwrites itself (progress bars): characters and colour sequences alone.
 * Any other line is given back as it is. Takes linear time.
 * @param line without a newline; after `stripEscapes`. @param before colours in force at its start.
 * @param options.cursor ends the result with a cursor sequence where what follows would overwrite, so that it can go on.
 */
export function terminalLine(line: string, before = "", options: { cursor?: boolean } = {}): string {
  if (!overwrites(line)) return line;
  const screen = new Line(before);
  for (const [token, parameters, final] of line.matchAll(TOKEN)) screen.take(token, parameters, final);
  return screen.text(options.cursor === true);
}
