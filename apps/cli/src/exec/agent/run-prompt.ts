import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { AgentTask, ControlLine } from "@codex-toolloop/protocol";
import { type Runner, runnerOf, type TurnRequest } from "@codex-toolloop/runners";
import { openStore, type Store } from "@codex-toolloop/store";
import { abortOutcome, type EngineOutcome } from "@codex-toolloop/workflows";
import { agentLookup } from "../../agents/agent-lookup.ts";
import { watchChanges } from "../changes/watch-changes.ts";
import { EXCHANGE, RESERVE_BYTES } from "../exchange.ts";
import { evidenceMs, graceMs } from "../grace.ts";
import { openWorkspace } from "../open-workspace.ts";
import { openReplay } from "../replay/open-replay.ts";
import type { RunInDirectory } from "../run-in-directory.ts";
import { type LiveTurn, takeAgentTurn } from "./take-agent-turn.ts";
import { turnOutcome } from "./turn-outcome.ts";

export interface RunPrompt extends RunInDirectory {
  /** Which adapter takes the turn; by default the one that request.json names. */
  runner?: Runner;
}

/** A run of kind `prompt`: everything between run.started and run.finished. Throws StoreError where the disk refuses. */
export async function runPrompt(run: RunPrompt): Promise<EngineOutcome> {
  const { request, writer, root, stops } = run;
  writer.writeFile(`${EXCHANGE}/reserve`, new Uint8Array(RESERVE_BYTES));
  const task = request.agent;
  if (!task) return failed("internal_error", "request.json names no agent to take the turn.");
  const workspace = openWorkspace(request);
  if (workspace === null || (!workspace && task.runner !== "replay"))
    return failed("workspace_missing", `The workspace ${request.workspace?.path ?? "of this prompt"} is not there.`);
  const store = await openStore(root);
  // What is said before the turn has begun is handed on then.
  const early: ControlLine[] = [];
  let live: LiveTurn | undefined;
  const unfollow = store.followControl(request.runId, (line) => {
    if (line.type === "stop") stops.stop(line.reason);
    else if (live) live.control(line);
    else early.push(line);
  });
  try {
    const replay = task.replay && (await startReplay(run, store, task.replay));
    if (replay && "status" in replay) return replay;
    const runner = run.runner ?? (await runnerOf(task.runner));
    const lookup = agentLookup(store.settings().settings, process.env);
    // While the folder is looked at.
    runner.warm?.(lookup);
    // A replay touches no file.
    const changes =
      workspace && !replay
        ? await watchChanges({
            workspace: workspace.path,
            storeRoot: root,
            writer,
            environment: process.env,
            emit: (event) => void writer.emit(event),
            signal: stops.signal,
            // What an agent did until it was stopped is what a person wants to see then.
            afterStopMs: evidenceMs(request.stopGraceSeconds),
          })
        : null;
    if (stops.signal.aborted) return abortOutcome(stops.signal, "before the agent began");
    live = takeAgentTurn({
      runner,
      request: { ...turnRequest(run, task), lookup, cwd: workspace?.path ?? writer.runDir, replay },
      writer,
      emit: (event) => void writer.emit(event),
      writeMeta: (patch) => void writer.writeMeta(patch),
    });
    for (const line of early) live.control(line);
    const { result, cancelled } = await live.ended;
    const outcome = turnOutcome(result, stops.signal, cancelled);
    await changes?.record();
    return outcome;
  } finally {
    unfollow();
    await store.close();
  }
}

/** All of a turn's request but the folder and the recording. */
function turnRequest({ request, writer, stops }: RunPrompt, task: AgentTask): Omit<TurnRequest, "cwd" | "lookup"> {
  const scratch = join(writer.runDir, EXCHANGE, "turn");
  mkdirSync(scratch, { recursive: true, mode: 0o700 });
  return {
    prompt: readFileSync(join(writer.runDir, "spec.md"), "utf8"),
    threadId: task.threadId,
    options: task.options,
    grants: task.grants ?? [],
    env: process.env,
    scratch,
    signal: stops.signal,
    graceMs: graceMs(request.stopGraceSeconds),
  };
}

async function startReplay(
  { writer }: RunPrompt,
  store: Store,
  { source, speed }: NonNullable<AgentTask["replay"]>,
): Promise<NonNullable<TurnRequest["replay"]> | EngineOutcome> {
  const opened = await openReplay(store, source);
  if (!opened.ok) return opened.outcome;
  for (const { path, content } of opened.artifacts) writer.writeFile(path, content);
  return { ...opened.tape, speed };
}

function failed(reason: string, detail: string): EngineOutcome {
  return { status: "failed", reason, detail };
}
