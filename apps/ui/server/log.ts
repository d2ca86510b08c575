import type { Redactor } from "@codex-toolloop/store";
import pino from "pino";
import { openLogFile } from "./log-file.ts";

export interface Log {
  (entry: { event: string; [key: string]: unknown }): void;
  error(message: string, error: unknown): void;
}

/** Events that somebody should see although nobody asked for `--verbose`. */
const LOUD = /failed|orphan|lost|disk|unsaved|survived/;

/**
 * The dashboard's own log: JSON lines, redacted like every other exit, written at once (what was logged before a crash is
 * there after it). On stderr stands what somebody should see, with `--verbose` all of it; the file always gets all of it.
 * @param options.file path of the durable log; absent: none.
 */
export function createLog(options: { verbose: boolean; redactor: () => Redactor; file?: string }): Log {
  const streams: pino.StreamEntry[] = [
    { level: options.verbose ? "info" : "warn", stream: pino.destination({ dest: 2, sync: true }) },
  ];
  if (options.file !== undefined) streams.push({ level: "info", stream: openLogFile(options.file) });
  const out = pino(
    {
      base: null,
      level: options.verbose || options.file !== undefined ? "info" : "warn",
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    pino.multistream(streams),
  );
  const log = (entry: { event: string; [key: string]: unknown }) => {
    const level = LOUD.test(entry.event) ? "warn" : "info";
    if (out.isLevelEnabled(level)) out[level](options.redactor().json(entry));
  };
  const error = (message: string, cause: unknown) => {
    const text = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    out.error(options.redactor().json({ event: "error", message, error: text }));
  };
  return Object.assign(log, { error });
}
