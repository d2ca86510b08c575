/** Pure formatting shared by the terminal and the browser. */

/** `850 ms`, `12.3 s`, `02:14`, `1:02:14`. Input in milliseconds. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const s = Math.floor(ms / 1000);
  const pad = (n: number) => String(n).padStart(2, "0");
  const h = Math.floor(s / 3600);
  return h > 0 ? `${h}:${pad(Math.floor(s / 60) % 60)}:${pad(s % 60)}` : `${pad(Math.floor(s / 60))}:${pad(s % 60)}`;
}

/** `512 B`, `1.5 KiB`, `20 MiB`. */
export function formatBytes(bytes: number): string {
  let n = bytes;
  for (const unit of ["B", "KiB", "MiB", "GiB"]) {
    if (n < 1024 || unit === "GiB") return unit === "B" ? `${n} B` : `${n < 10 ? n.toFixed(1) : Math.round(n)} ${unit}`;
    n /= 1024;
  }
  return `${bytes} B`;
}

/** The last 8 characters (the first ones of a UUIDv7 are the time): enough for a person, and accepted by the CLI where it is unique. */
export function shortId(runId: string): string {
  return runId.slice(-8);
}
