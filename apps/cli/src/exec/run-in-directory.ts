import { join } from "node:path";
import type { EventInput, RunnerType, RunRequest } from "@codex-toolloop/protocol";
import { type Runner, runnerOf } from "@codex-toolloop/runners";
import { openStore, type RunWriter, StoreError } from "@codex-toolloop/store";
import { definitionOf, type EngineOutcome, runWorkflow } from "@codex-toolloop/workflows";
import { agentLookup } from "../agents/agent-lookup.ts";
import { agentHost } from "./agent/agent-host.ts";
import { watchChanges } from "./changes/watch-changes.ts";
import { countingEmit } from "./counting-emit.ts";
import { EXCHANGE, RESERVE_BYTES } from "./exchange.ts";
import { evidenceMs, graceMs } from "./grace.ts";
import { openWorkspace } from "./open-workspace.ts";
import { runHost } from "./run-host.ts";
import type { StopSource } from "./stop-source.ts";

export interface RunInDirectory {
  request: RunRequest;
  writer: RunWriter;
  root: string;
  stops: StopSource;
  /** Which adapter takes the turns of a runner; by default the one that has its name. */
  runnerOf?(type: RunnerType): Promise<Runner>;
}

/** Everything between run.started and run.finished. Throws StoreError where the disk refuses. */
export async function runInDirectory(run: RunInDirectory): Promise<EngineOutcome> {
  const { request, writer, root, stops } = run;
  writer.writeFile(`${EXCHANGE}/reserve`, new Uint8Array(RESERVE_BYTES));
  const found = definitionOf(request);
  if (!found.ok) return { status: "failed", reason: "internal_error", detail: found.message };
  const workspace = openWorkspace(request);
  if (workspace === null) {
    const detail = `The workspace ${request.workspace?.path} is not there any more.`;
    return { status: "failed", reason: "workspace_missing", detail };
  }
  const emit = countingEmit(writer);
  // Looks while the rest is opened; the first step waits for it.
  const watching = workspace
    ? watchChanges({
        workspace: workspace.path,
        storeRoot: root,
        writer,
        environment: process.env,
        signal: stops.signal,
        emit,
        ...(request.agents ? { keep: {}, afterStopMs: evidenceMs(request.stopGraceSeconds) } : {}),
      })
    : null;
  // Awaited below, unless the store cannot be opened.
  watching?.catch(() => {});
  const store = await openStore(root);
  // What a command's own events cannot write ends the run like any other write that fails.
  const disk: { failure?: unknown } = {};
  const emitOrThrow = (event: EventInput) => {
    if (disk.failure !== undefined) throw disk.failure;
    emit(event);
  };
  const agents = agentHost({
    runnerOf: run.runnerOf ?? runnerOf,
    lookup: agentLookup(store.settings().settings, process.env),
    writer,
    emit: emitOrThrow,
    writeMeta: (patch) => void writer.writeMeta(patch),
    cwd: workspace?.path ?? writer.runDir,
    graceMs: graceMs(request.stopGraceSeconds),
    environment: process.env,
  });
  const unfollow = store.followControl(request.runId, (line) => {
    if (line.type === "stop") stops.stop(line.reason);
    else agents.control(line);
  });
  try {
    const host = runHost({
      runId: request.runId,
      store,
      writer,
      workspace: workspace ?? undefined,
      specPath: request.hasSpec ? join(writer.runDir, "spec.md") : undefined,
      graceMs: graceMs(request.stopGraceSeconds),
      environment: process.env,
      kind: request.kind,
      signal: stops.signal,
      agents,
      changes: async (options) => (await watching)?.look(options) ?? null,
      emit: emitOrThrow,
      onError(error) {
        disk.failure ??= error;
        stops.stop("stop_requested");
      },
    });
    const changes = await watching;
    const outcome = await runWorkflow({
      definition: found.definition,
      inputs: request.inputs,
      host,
      signal: stops.signal,
      hasSpec: request.hasSpec,
    });
    if (disk.failure instanceof StoreError) throw disk.failure;
    await changes?.record();
    return outcome;
  } finally {
    unfollow();
    await store.close();
  }
}
