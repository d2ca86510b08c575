import type { Redactor } from "@codex-toolloop/store";
import pino from "pino";

export interface Log {
  (entry: { event: string; [key: string]: unknown }): void;
  error(message: string, error: unknown): void;
}

/** Events that somebody should see although nobody asked for `--verbose`. */
const LOUD = /failed|orphan|lost|disk|unsaved|survived/;

/** The dashboard's own log: JSON lines on stderr, redacted like every other exit. */
export function createLog(options: { verbose: boolean; redactor: () => Redactor }): Log {
  const out = pino(
    {
      base: null,
      level: options.verbose ? "info" : "warn",
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    pino.destination({ dest: 2, sync: true }),
  );
  const log = (entry: { event: string; [key: string]: unknown }) => {
    const level = LOUD.test(entry.event) && entry.event !== "request_refused" ? "warn" : "info";
    if (out.isLevelEnabled(level)) out[level](options.redactor().json(entry));
  };
  const error = (message: string, cause: unknown) => {
    const text = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    out.error(options.redactor().json({ event: "error", message, error: text }));
  };
  return Object.assign(log, { error });
}
