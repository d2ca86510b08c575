import { join } from "node:path";
import { ControlLine } from "@codex-toolloop/protocol";
import { readAt } from "../fs/read-at.ts";
import { parseRecords } from "../fs/read-records.ts";
import { openRegular } from "../fs/safe-open.ts";
import { watchDir } from "./watch-dir.ts";

const POLL_MS = 1000;
const CHUNK = 1024 * 1024;

/**
 * Calls back for every line of control.jsonl, those already there first, each once. A second poll stands behind the
 * watch: a stop must arrive on any file system.
 * @returns the way to stop.
 */
export function followControlFile(dir: string, root: string, onLine: (line: ControlLine) => void): () => void {
  const path = join(dir, "control.jsonl");
  let end = 0;
  let stopped = false;
  let running = false;
  let again = false;
  const read = async () => {
    const opened = await openRegular(path, root);
    if (!opened) return;
    let bytes: Buffer;
    try {
      bytes = await readAt(opened.handle, end, Math.min(CHUNK, opened.stat.size - end));
    } finally {
      await opened.handle.close();
    }
    const whole = bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1);
    end += whole.length;
    if (whole.length > 0 && end < opened.stat.size) again = true;
    for (const line of parseRecords(whole.toString("utf8"), ControlLine).records) if (!stopped) onLine(line);
  };
  const touched = async () => {
    again = true;
    if (running) return;
    running = true;
    while (again && !stopped) {
      again = false;
      await read().catch(() => {});
    }
    running = false;
  };
  void touched();
  const unwatch = watchDir(dir, (name) => (name === undefined || name === "control.jsonl") && void touched(), POLL_MS);
  return () => {
    stopped = true;
    unwatch();
  };
}
