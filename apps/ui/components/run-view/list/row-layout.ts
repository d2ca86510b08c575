/** Smaller differences of two heights are rounding. */
const SAME_PX = 0.1;

export interface RowSource<T> {
  rows: readonly T[];
  keyOf(row: T): string;
  /** Height in pixels of a row that was not measured yet. */
  estimate(row: T): number;
}

/**
 * Where every row of a list stands, in pixels from its top: measured heights where there are some, else what rows with the
 * same estimate turned out to be. Rows that are appended cost their own number, those before them a comparison each.
 */
export class RowLayout<T> {
  #source: RowSource<T> = { rows: [], keyOf: () => "", estimate: () => 0 };
  #keys: string[] = [];
  /** `#tops[i]` is the top of row i; one more than rows, the last being the whole height. */
  #tops: number[] = [0];
  readonly #heights = new Map<string, number>();
  /** What rows of an estimate measured last. */
  readonly #learned = new Map<number, number>();
  /** Tops after this row are out of date. */
  #validTo = 0;

  get count(): number {
    return this.#source.rows.length;
  }

  /** Takes the rows as they are now. */
  update(source: RowSource<T>): void {
    const before = this.#keys.length;
    const { rows } = source;
    const old = this.#source.rows;
    this.#source = source;
    if (rows === old) return;
    const keyAt = (i: number) => source.keyOf(rows[i] as T);
    // Looks at each row that was there, as two in the middle may have changed places; most are the same object still.
    const appended =
      before > 0 && rows.length >= before && this.#keys.every((key, i) => rows[i] === old[i] || keyAt(i) === key);
    if (appended) for (let i = before; i < rows.length; i++) this.#keys.push(keyAt(i));
    else {
      this.#keys = rows.map(source.keyOf);
      this.#validTo = 0;
      this.#forget();
    }
  }

  /** Top of a row; of the row count: the height of all. */
  top(i: number): number {
    this.#extend();
    return this.#tops[Math.min(i, this.count)] ?? 0;
  }

  get total(): number {
    return this.top(this.count);
  }

  key(i: number): string | undefined {
    return this.#keys[i];
  }

  indexOf(key: string): number {
    return this.#keys.indexOf(key);
  }

  /** The row at a distance from the top; the nearest one outside of the list. */
  indexAt(y: number): number {
    this.#extend();
    let low = 0;
    let high = this.count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#tops[middle] ?? 0) <= y) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  isMeasured(i: number): boolean {
    return this.#heights.has(this.#keys[i] ?? "");
  }

  /** A row's real height. True where the layout thereby changed. */
  measured(i: number, height: number): boolean {
    const key = this.#keys[i];
    const row = this.#source.rows[i];
    if (key === undefined || row === undefined) return false;
    // As it is laid out: what is learned meanwhile does not move rows that already have a place.
    const was = i < this.#validTo ? (this.#tops[i + 1] ?? 0) - (this.#tops[i] ?? 0) : this.#heightOf(i);
    this.#heights.set(key, height);
    this.#learned.set(this.#source.estimate(row), height);
    if (Math.abs(was - height) < SAME_PX) return false;
    this.#validTo = Math.min(this.#validTo, i);
    return true;
  }

  #heightOf(i: number): number {
    const known = this.#heights.get(this.#keys[i] ?? "");
    if (known !== undefined) return known;
    const estimate = this.#source.estimate(this.#source.rows[i] as T);
    return this.#learned.get(estimate) ?? estimate;
  }

  #extend(): void {
    const { count } = this;
    if (this.#tops.length === count + 1 && this.#validTo === count) return;
    let y = this.#tops[this.#validTo] ?? 0;
    for (let i = this.#validTo; i < count; i++) {
      y += this.#heightOf(i);
      this.#tops[i + 1] = y;
    }
    this.#tops.length = count + 1;
    this.#validTo = count;
  }

  /** Heights of rows that went are not kept for ever. */
  #forget(): void {
    if (this.#heights.size < 2 * this.#keys.length + 1000) return;
    const present = new Set(this.#keys);
    for (const key of this.#heights.keys()) if (!present.has(key)) this.#heights.delete(key);
  }
}
