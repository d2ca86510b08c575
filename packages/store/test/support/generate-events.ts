import { closeSync, openSync, writeSync } from "node:fs";

const WORDS = ["compiling", "module", "checked", "résumé", "passed", "warning", "src/index.ts", "done", "token", "→"];

/**
 * Writes an events.jsonl of about `bytes` bytes, some 500 bytes a line, one event a millisecond.
 * @returns how many events it holds.
 */
export function generateEvents(
  path: string,
  options: { bytes: number; runId?: string; startMs?: number },
): Promise<{ events: number; bytes: number }> {
  const runId = options.runId ?? "01890000-0000-7000-8000-000000000000";
  const startMs = options.startMs ?? Date.UTC(2026, 0, 1);
  const fd = openSync(path, "w", 0o600);
  let bytes = 0;
  let seq = 0;
  try {
    while (bytes < options.bytes) {
      const lines: string[] = [];
      for (let i = 0; i < 4000; i++) lines.push(line(runId, seq, startMs + seq++));
      const block = Buffer.from(lines.join(""));
      writeSync(fd, block);
      bytes += block.length;
    }
  } finally {
    closeSync(fd);
  }
  return Promise.resolve({ events: seq, bytes });
}

function line(runId: string, seq: number, ms: number): string {
  const envelope = { v: 1, runId, seq, at: new Date(ms).toISOString() };
  const text = Array.from({ length: 40 }, (_, i) => WORDS[(seq * 7 + i * 3) % WORDS.length]).join(" ");
  const event =
    seq === 0
      ? { ...envelope, type: "run.started", workflow: "bench" }
      : seq % 10 === 1
        ? {
            ...envelope,
            type: "item.finished",
            itemId: `i${seq}`,
            item: { kind: "message", role: "assistant", text: `${seq}: ${text}` },
          }
        : { ...envelope, stepId: "build", type: "notice", level: "info", message: `${seq}: ${text}` };
  return `${JSON.stringify(event)}\n`;
}
