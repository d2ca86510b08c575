import { userInfo } from "node:os";
import type { Readable, Writable } from "node:stream";
import { makeStyle, type Style, type Terminal, wantsColours } from "./render/style.ts";

/** What a command may touch of the process it runs in. */
export interface Io {
  stdin: Readable & { isTTY?: boolean; setRawMode?(raw: boolean): unknown };
  stdout: Writable & Terminal;
  stderr: Writable & Terminal;
  env: Record<string, string | undefined>;
  cwd: string;
  /** As typed, for provenance. */
  argv: readonly string[];
  style: Style;
}

export function processIo(argv: readonly string[]): Io {
  // A reader that went away (`| head`) or a closed terminal is no reason to fail: what is written then is dropped.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    argv,
    style: makeStyle(wantsColours(process.stdout, process.env)),
  };
}

/** Writes lines to standard output. */
export function print(io: Pick<Io, "stdout">, ...lines: string[]): void {
  io.stdout.write(`${lines.join("\n")}\n`);
}

/** Writes lines to standard error: what is said beside the result. */
export function say(io: Pick<Io, "stderr">, ...lines: string[]): void {
  io.stderr.write(`${lines.join("\n")}\n`);
}

/** Who asks, for requests, control lines and the audit. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user id without an entry in the password file, in a container say.
    return `uid ${process.getuid?.() ?? "unknown"}`;
  }
}
