import type { Io } from "../io.ts";

/** Lines that stay, above one line that is redrawn in place (on a terminal only). */
export interface Screen {
  lines(lines: readonly string[]): void;
  /** The bottom line; "" takes it away. */
  bottom(line: string): void;
}

/** Writes to standard output. Without a terminal the bottom line is never written. */
export function makeScreen(io: Pick<Io, "stdout" | "env">): Screen {
  const live = io.stdout.isTTY === true && io.env.TERM !== "dumb";
  let shown = "";
  const clear = () => (shown === "" ? "" : "\r\x1b[K");
  return {
    lines(lines) {
      if (lines.length > 0) io.stdout.write(`${clear()}${lines.join("\n")}\n${shown}`);
    },
    bottom(line) {
      if (!live || line === shown) return;
      io.stdout.write(`${clear()}${line}`);
      shown = line;
    },
  };
}
