import { appendFileSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { childEnvironment, runCommand } from "@codex-toolloop/process";
import { LIMITS } from "@codex-toolloop/protocol";
import type { RunWriter, Store } from "@codex-toolloop/store";
import type { HostCapture, WorkflowHost } from "@codex-toolloop/workflows";
import type { AgentHost } from "./agent/agent-host.ts";
import { type CommandWorld, runCommandStep } from "./command/run-command-step.ts";
import { sizeOf } from "./command/size-of.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { removeFolder } from "./remove-folder.ts";
import { workspaceReader } from "./workspace-reader.ts";

/** A helper program answers within this, or is given up on. */
const CAPTURE_TIMEOUT_MS = 30_000;

export interface HostWorld extends Omit<CommandWorld, "runDir" | "logPath" | "log"> {
  store: Store;
  writer: RunWriter;
  workspace?: { path: string; name: string } | undefined;
  signal: AbortSignal;
  /** Who takes the turns of its agents, and asks people. */
  agents: Pick<AgentHost, "takeTurn" | "ask">;
  /** What differs now from the state at the start. */
  changes: WorkflowHost["changes"];
}

/** The world as the workflow engine sees it: this run's directory, its workspace, and processes on this machine. */
export function runHost(world: HostWorld): WorkflowHost {
  const { writer, store, workspace } = world;
  const { runDir, logPath } = writer;
  let commands = 0;
  const commandWorld = { ...world, runDir, logPath, workspacePath: workspace?.path, log: oneAtATime() };

  const capture: WorkflowHost["capture"] = async (argv, options = {}): Promise<HostCapture> => {
    const result = await runCommand({
      argv,
      cwd: workspace?.path ?? runDir,
      env: {
        ...childEnvironment(world.environment, []),
        TOOLLOOP_RUN_ID: world.runId,
        // Helpers answer a program: no prompts, no locks left behind in the user's checkout, no translations.
        GIT_TERMINAL_PROMPT: "0",
        GIT_OPTIONAL_LOCKS: "0",
        LC_ALL: "C.UTF-8",
      },
      captureBytes: options.maxBytes ?? LIMITS.specBytes,
      timeoutMs: options.timeoutMs ?? CAPTURE_TIMEOUT_MS,
      graceMs: 500,
      signal: world.signal,
    });
    const stderr = result.spawnError ?? result.stderr ?? "";
    return { ok: result.exitCode === 0, exitCode: result.exitCode, stdout: result.stdout ?? "", stderr };
  };

  return {
    emit: world.emit,
    runCommand: (spec) => runCommandStep(commandWorld, spec, ++commands),
    capture,
    takeTurn: world.agents.takeTurn,
    ask: world.agents.ask,
    changes: world.changes,
    readSpec: () => (world.specPath === undefined ? undefined : readFileSync(world.specPath, "utf8")),
    ...(workspace ? { workspace: workspaceReader(workspace.path, workspace.name, capture) } : {}),
    ...(world.specPath === undefined ? {} : { specPath: world.specPath }),
    runDir,
    logTail: (from, to, bytes) => logTail(store, world.runId, Math.max(from, to - bytes), to),
    print: (text) => appendFileSync(logPath, text),
    logSize: () => sizeOf(logPath),
    writeStepOutput: (stepId, value) =>
      writer.writeFile(`step-outputs/${stepId}.json`, `${JSON.stringify(value, null, 2)}\n`),
    writeReport: (markdown) => writer.writeFile("final-report.md", markdown),
    writeArtifact: (path, content) => writer.writeFile(path, content),
    now: () => new Date(),
    removeFolder: (path) => removeFolder(store.root, path),
    sleep: (ms, signal) => delay(ms, undefined, { signal }),
  };
}

/** A redacted range of output.log; what a command left in the middle of a line is part of it. */
async function logTail(store: Store, runId: string, from: number, to: number): Promise<string> {
  let text = "";
  for (let offset = from; offset < to; ) {
    const limit = Math.min(to - offset, LIMITS.logSliceMax);
    const slice = await store.readLog(runId, { offset, limit, isFinal: true });
    if (slice.next_offset <= offset) break;
    text += slice.content;
    offset = slice.next_offset;
  }
  return text;
}
