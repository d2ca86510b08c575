import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import type { Talk, TalkEnd, TalkSpec } from "./contract.ts";
import { spawnEnvironment } from "./spawn-environment.ts";
import { spawnProblem } from "./spawn-problem.ts";
import { stopCommand } from "./stop-command.ts";

/** After the exit, what a grandchild still holds open is waited for no longer than this (milliseconds). */
const READ_ON_MS = 500;
const LINE_MAX = 64 * 1024 * 1024;
const STDERR_BYTES = 64 * 1024;

/**
 * Starts a child that we talk with over stdin and stdout, in a session of its own and without a shell.
 * Never throws: what can go wrong is in `ended`.
 */
export function talk(spec: TalkSpec): Talk {
  const [program = "", ...args] = spec.argv;
  // A cookie of its own: a stop also finds what left the session.
  const commandId = randomUUID();
  const keep = spec.stderrBytes ?? STDERR_BYTES;
  let stderr = Buffer.alloc(0);
  const child = (() => {
    try {
      return spawn(program, args, {
        cwd: spec.cwd,
        env: spawnEnvironment({ ...spec.env, TOOLLOOP_COMMAND_ID: commandId }),
        detached: true,
        stdio: ["pipe", "pipe", "pipe"],
      });
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  })();
  if (child instanceof Error) {
    const end = { exitCode: null, signal: null, spawnError: spawnProblem(child, program, spec.cwd), stderr: "" };
    return {
      pid: undefined,
      stdin: null,
      stdout: null,
      ended: Promise.resolve(end),
      send: () => false,
      stop: async () => {},
    };
  }
  let overlong = false;
  child.stdin.on("error", () => {});
  child.stderr.on("data", (chunk: Buffer) => {
    const all = Buffer.concat([stderr, chunk]);
    stderr = all.subarray(Math.max(0, all.length - keep));
  });
  child.stderr.on("error", () => {});
  child.stdout.on("error", () => {});
  if (spec.onLine) {
    readLines(child.stdout, spec.onLine, () => {
      overlong = true;
      if (child.pid !== undefined) void stopCommand(child.pid, commandId, 0);
    });
  }
  const ended = new Promise<TalkEnd>((resolve) => {
    child.once("error", (error) =>
      resolve({ exitCode: null, signal: null, spawnError: spawnProblem(error, program, spec.cwd), stderr: "" }),
    );
    child.once("exit", (exitCode, signal) => {
      const done = () => {
        clearTimeout(timer);
        const note = overlong ? `\nIt printed a line of more than ${LINE_MAX} bytes and was ended.` : "";
        resolve({ exitCode, signal, stderr: stderr.toString("utf8") + note });
      };
      // Not `close`: a grandchild that holds the pipe would delay it without end.
      const timer = setTimeout(done, READ_ON_MS);
      child.once("close", done);
    });
  });
  return {
    pid: child.pid,
    stdin: child.stdin,
    stdout: child.stdout,
    ended,
    send(line) {
      if (child.stdin.destroyed || !child.stdin.writable) return false;
      child.stdin.write(`${line}\n`);
      return true;
    },
    stop: async (graceMs) => {
      if (child.pid !== undefined) await stopCommand(child.pid, commandId, graceMs);
    },
  };
}

/** Splits a stream into lines without keeping more than the last one. */
function readLines(stream: NodeJS.ReadableStream, onLine: (line: string) => void, onOverlong: () => void): void {
  let parts: Buffer[] = [];
  let length = 0;
  stream.on("data", (chunk: Buffer) => {
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      onLine(Buffer.concat([...parts, chunk.subarray(start, end)]).toString("utf8"));
      parts = [];
      length = 0;
      start = end + 1;
    }
    const rest = chunk.subarray(start);
    if (rest.length === 0) return;
    parts.push(rest);
    length += rest.length;
    if (length > LINE_MAX) {
      stream.removeAllListeners("data");
      stream.resume();
      onOverlong();
    }
  });
  stream.once("end", () => {
    if (length > 0) onLine(Buffer.concat(parts).toString("utf8"));
  });
}
