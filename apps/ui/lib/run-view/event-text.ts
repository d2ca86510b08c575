import type { AnyEvent } from "@codex-toolloop/protocol";

/** Everything in an event that "find" looks at: all of its strings but the envelope. */
export function eventText(e: AnyEvent): string {
  if (e.unknown) return JSON.stringify(e.raw);
  const { v: _v, runId: _r, seq: _s, at: _a, ...rest } = e;
  const parts: string[] = [];
  collect(rest, parts);
  return parts.join("\n");
}

function collect(value: unknown, into: string[]): void {
  if (typeof value === "string") into.push(value);
  else if (typeof value === "number") into.push(String(value));
  else if (Array.isArray(value)) for (const v of value) collect(v, into);
  else if (typeof value === "object" && value !== null) for (const v of Object.values(value)) collect(v, into);
}
