/** One measured line of the bench: a value, the limit it is held to, and the baseline measured in the same run. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  limit?: number;
  baseline?: { name: string; value: number };
  note?: string;
}

/** The p-quantile (0 to 1) of unsorted values. */
export function quantile(values: number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? Number.NaN;
}

export const median = (values: number[]): number => quantile(values, 0.5);

/** Runs `work` n times and returns each duration in milliseconds. */
export async function times(n: number, work: () => Promise<unknown> | unknown): Promise<number[]> {
  const out: number[] = [];
  for (let i = 0; i < n; i++) {
    const start = performance.now();
    await work();
    out.push(performance.now() - start);
  }
  return out;
}

const number = (n: number) => (n >= 100 ? n.toFixed(0) : n >= 1 ? n.toFixed(1) : n.toFixed(3));

/** A plain-text table of figures. */
export function table(figures: Figure[]): string {
  const rows = [
    ["figure", "value", "limit", "baseline", "×"],
    ...figures.map((f) => [
      f.name,
      `${number(f.value)} ${f.unit}`,
      f.limit === undefined ? "" : `${f.value <= f.limit ? "≤" : "OVER"} ${number(f.limit)}`,
      f.baseline ? `${number(f.baseline.value)} ${f.unit} ${f.baseline.name}` : "",
      f.baseline ? (f.value / f.baseline.value).toFixed(2) : "",
    ]),
  ];
  const widths = [0, 1, 2, 3, 4].map((c) => Math.max(...rows.map((r) => (r[c] ?? "").length)));
  return rows
    .map((r) =>
      r
        .map((cell, c) => cell.padEnd(widths[c] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
