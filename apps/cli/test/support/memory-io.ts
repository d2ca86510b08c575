import { PassThrough } from "node:stream";
import type { Io } from "../../src/io.ts";
import { makeStyle } from "../../src/render/style.ts";

/** A terminal in memory. @param options.tty also one that a person sits at. */
export function memoryIo(
  options: { tty?: boolean; env?: Record<string, string> } = {},
): Io & { stdin: PassThrough; text(stream: "stdout" | "stderr"): string } {
  const tty = options.tty ?? false;
  const streams = {
    stdin: Object.assign(new PassThrough(), { isTTY: tty, setRawMode() {} }),
    stdout: Object.assign(new PassThrough({ highWaterMark: 1 << 24 }), { isTTY: tty }),
    stderr: new PassThrough(),
  };
  return {
    ...streams,
    env: { PATH: process.env.PATH, ...options.env },
    cwd: process.cwd(),
    argv: [],
    style: makeStyle(false),
    text: (stream) => String(streams[stream].read() ?? ""),
  };
}
