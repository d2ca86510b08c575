import type { ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";

const DEFAULT_BYTES = 1024 * 1024;
/** A grandchild that holds the pipe must not hold us: after the command's end we wait this long for the rest. */
const DRAIN_WITHIN = 200;

/**
 * Reads what a command prints, up to `limit` bytes for each stream; the rest is read and dropped, so that the command
 * never blocks. The returned function is called once the command has exited.
 */
export function captureOutput(child: ChildProcess, limit = DEFAULT_BYTES) {
  const out = collect(child.stdout, limit);
  const err = collect(child.stderr, limit);
  return async (): Promise<{ stdout: string; stderr: string; stdoutCut: boolean }> => {
    const timer = setTimeout(() => {
      child.stdout?.destroy();
      child.stderr?.destroy();
    }, DRAIN_WITHIN);
    await Promise.all([out.closed, err.closed]);
    clearTimeout(timer);
    return { stdout: out.text(), stderr: err.text(), stdoutCut: out.cut() };
  };
}

/** @param stream undefined, against its type, where Node had no descriptors left to make pipes. */
function collect(stream: Readable | null | undefined, limit: number) {
  const chunks: Buffer[] = [];
  let kept = 0;
  let cut = false;
  stream?.on("data", (chunk: Buffer) => {
    const part = chunk.subarray(0, limit - kept);
    kept += part.length;
    cut ||= part.length < chunk.length;
    if (part.length > 0) chunks.push(part);
  });
  const closed = new Promise<void>((resolve) => {
    if (!stream) resolve();
    else stream.once("close", () => resolve());
  });
  return { closed, cut: () => cut, text: () => Buffer.concat(chunks).toString("utf8") };
}
