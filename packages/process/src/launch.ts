import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import type { Launched, LaunchSpec } from "./contract.ts";
import { launcherCommand } from "./launcher-command.ts";
import { spawnEnvironment } from "./spawn-environment.ts";
import { sweepRun } from "./sweep-run.ts";

/** A launcher that has not answered by then is broken. Milliseconds. */
const READY_WITHIN = 10_000;
/** How long what a failed launcher started is hunted. Milliseconds. */
const SWEEP_WITHIN = 2_000;
const READY = /^ready (\d+) (.+)$/m;

/**
 * Starts a run below a launcher of its own session, so that both outlive us. Resolves once the program runs.
 * A program or working directory that cannot be used is no rejection: `exit.json` then carries `spawnError` and exit code
 * 127. The pending `exited` does not keep our event loop alive. The run gets `spec.env` and the cookies `TOOLLOOP_RUN_ID`,
 * `TOOLLOOP_RUN_PID`, `TOOLLOOP_RUN_START_TIME`, `TOOLLOOP_KILL_LEVEL` (pid as seen outside, at every level).
 * @throws Error when the launcher itself cannot work: run directory missing, no perl, kill level not available.
 */
export async function launch(spec: LaunchSpec): Promise<Launched> {
  if (spec.argv.length === 0) throw new Error("Nothing to launch: argv is empty.");
  const command = launcherCommand(spec);
  const logPath = join(spec.runDir, "launcher.log");
  const log = openSync(logPath, "a", 0o600);
  try {
    const child = spawn(command.file, command.args, {
      cwd: spec.runDir,
      env: spawnEnvironment(launcherEnvironment(spec)),
      detached: true,
      stdio: ["ignore", log, log, "pipe"],
    });
    child.unref();
    const exited = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
      child.once("exit", (code, signal) => resolve({ code, signal }));
      child.once("error", () => resolve({ code: null, signal: null }));
    });
    const failed = new Promise<Error>((resolve) => child.once("error", resolve));
    // Out of descriptors, Node makes no pipes at all and only emits the error.
    const pipe = child.stdio?.[3] as Readable | undefined;
    const said = await (pipe ? Promise.race([failed, firstLine(pipe)]) : failed);
    const ready = typeof said === "string" ? READY.exec(said) : null;
    if (ready?.[1] !== undefined && ready[2] !== undefined) {
      return { pid: Number(ready[1]), startTime: ready[2], level: spec.level, exited };
    }
    child.kill("SIGKILL");
    // A launcher that was only too slow may have started the program already: nothing of a failed start goes on.
    if (typeof said === "string") await sweepRun({ runId: spec.runId, runDir: spec.runDir, timeoutMs: SWEEP_WITHIN });
    const why = typeof said === "string" ? logTail(logPath) || "it did not answer" : said.message;
    throw new Error(`The launcher could not start at level ${spec.level}: ${why}`);
  } finally {
    closeSync(log);
  }
}

function launcherEnvironment(spec: LaunchSpec): Record<string, string> {
  // Perl and Node read these themselves; the launcher gives them their names back for the run.
  const kept = Object.entries(spec.env).map(([name, value]) =>
    /^(PERL|NODE_)/.test(name) ? [`TOOLLOOP_KEPT_${name}`, value] : [name, value],
  );
  return { ...Object.fromEntries(kept), TOOLLOOP_RUN_ID: spec.runId, PERL_BADLANG: "0" };
}

/** What the launcher says until it closes the pipe or a line is complete; "" when it says nothing in time. */
function firstLine(pipe: Readable): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    const done = () => {
      clearTimeout(timer);
      pipe.destroy();
      resolve(text);
    };
    const timer = setTimeout(done, READY_WITHIN);
    pipe.setEncoding("utf8");
    pipe.on("data", (chunk: string) => {
      text += chunk;
      if (text.includes("\n")) done();
    });
    pipe.once("end", done);
    pipe.once("error", done);
  });
}

function logTail(path: string): string {
  return readFileSync(path, "utf8").slice(-500).trim();
}
