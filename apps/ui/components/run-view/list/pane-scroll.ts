import { RowLayout, type RowSource } from "./row-layout.ts";

/** Rows kept beyond both edges of what is in sight. */
const OVERSCAN = 4;
/** Nearer to the end than this is at the end, in pixels. */
const END_PX = 24;
/** Height of a pane that nobody measured yet: the server's, and a browser's until it has laid out the page. */
const FIRST_HEIGHT = 700;

/** The row that stays where it is while rows come, go and change above it, and its top's distance from the pane's. */
interface Anchor {
  key: string;
  fromTop: number;
}

/** Rows `first..last` are in sight, `from..to` in the page (inclusive; `to` is -1 where there are none). */
export interface Shown {
  first: number;
  last: number;
  from: number;
  to: number;
}

/**
 * The scrolling of a list of rows of any height, without a page: what is shown at a place, and which place keeps what is
 * read where it is. The end is followed while it is in sight and the list says so.
 */
export class PaneScroll<T> {
  readonly layout = new RowLayout<T>();
  /** Pixels that are scrolled away above. */
  scrollTop = 0;
  height = FIRST_HEIGHT;
  #follow = false;
  #anchor: Anchor | undefined;
  #aim: { key: string; align: "start" | "center" } | "end" | undefined;
  #atEnd = true;

  constructor(source: RowSource<T>, follow: boolean) {
    if (follow) this.#aim = "end";
    this.update(source, follow);
    this.#atEnd = follow || this.#isNear(END_PX);
  }

  get atEnd(): boolean {
    return this.layout.count === 0 || this.#atEnd;
  }

  /** Takes the rows as they are now and moves to where what is read stays in its place. */
  update(source: RowSource<T>, follow: boolean): void {
    this.layout.update(source);
    this.#follow = follow;
    this.place();
  }

  /** Moves to where the end, the aim or the anchor is. Call after heights changed. */
  place(): void {
    const wanted = this.#wanted();
    if (wanted !== undefined) this.scrollTop = Math.min(Math.max(0, wanted), this.max);
  }

  /** The present place is shown and measured: it is the one to keep. */
  settled(): void {
    // Who left the end by a pixel is not taken back to it.
    this.#atEnd = this.#isNear(this.#atEnd ? END_PX : 1);
    this.#aim = undefined;
    this.#hold();
  }

  /** The person scrolled to here. Returns false where it is only the echo of an own move. */
  scrolledTo(y: number): boolean {
    const at = Math.min(Math.max(0, y), this.max);
    const moved = at - this.scrollTop;
    if (Math.abs(moved) < 1) return false;
    this.scrollTop = at;
    this.#aim = undefined;
    // A small move up is the wish to leave the end, however near that still is.
    this.#atEnd = this.#isNear(moved < 0 ? 1 : END_PX);
    this.#hold();
    return true;
  }

  resized(height: number): void {
    this.height = height;
    this.place();
  }

  aimAt(key: string, align: "start" | "center"): void {
    this.#aim = { key, align };
    this.#atEnd = false;
    this.place();
  }

  aimAtEnd(): void {
    this.#aim = "end";
    this.#atEnd = true;
    this.place();
  }

  get shown(): Shown {
    const { layout, scrollTop, height } = this;
    if (layout.count === 0) return { first: 0, last: -1, from: 0, to: -1 };
    const first = layout.indexAt(scrollTop);
    const last = layout.indexAt(scrollTop + height);
    return { first, last, from: Math.max(0, first - OVERSCAN), to: Math.min(layout.count - 1, last + OVERSCAN) };
  }

  get max(): number {
    return Math.max(0, this.layout.total - this.height);
  }

  #wanted(): number | undefined {
    if (this.#aim === "end" || (this.#aim === undefined && this.#atEnd && this.#follow)) return this.max;
    if (this.#aim) {
      const i = this.layout.indexOf(this.#aim.key);
      if (i < 0) return undefined;
      const top = this.layout.top(i);
      return this.#aim.align === "start" ? top : top - Math.max(0, this.height - (this.layout.top(i + 1) - top)) / 2;
    }
    const i = this.#anchor ? this.layout.indexOf(this.#anchor.key) : -1;
    return i < 0 || !this.#anchor ? this.scrollTop : this.layout.top(i) - this.#anchor.fromTop;
  }

  /** Best a row whose height is known: what turns out higher or lower above it then moves nothing. */
  #hold(): void {
    const { first, last } = this.shown;
    let i = first;
    while (i < last && !this.layout.isMeasured(i)) i++;
    if (!this.layout.isMeasured(i)) i = first;
    const key = this.layout.key(i);
    this.#anchor = key === undefined ? undefined : { key, fromTop: this.layout.top(i) - this.scrollTop };
  }

  #isNear(px: number): boolean {
    return this.scrollTop >= this.max - px;
  }
}
