/** The first instant with this time of day (`14:05` or `14:05:30`, UTC) at or after the run's beginning; undefined for any other text. */
export function instantAt(firstAt: string, time: string): string | undefined {
  const [, h = "", m = "", s = "00"] = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(time.trim()) ?? [];
  const at = new Date(`${firstAt.slice(0, 10)}T${h.padStart(2, "0")}:${m}:${s}Z`);
  if (h === "" || Number.isNaN(at.getTime())) return undefined;
  if (at.getTime() < Math.floor(Date.parse(firstAt) / 1000) * 1000) at.setUTCDate(at.getUTCDate() + 1);
  return at.toISOString();
}
