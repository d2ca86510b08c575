import { join } from "node:path";
import type { EventInput, RunnerType, RunRequest } from "@codex-toolloop/protocol";
import { type Runner, runnerOf } from "@codex-toolloop/runners";
import { openStore, type RunWriter, type Store, StoreError } from "@codex-toolloop/store";
import { definitionOf, type EngineOutcome, runWorkflow } from "@codex-toolloop/workflows";
import { agentLookup } from "../agents/agent-lookup.ts";
import { agentHost } from "./agent/agent-host.ts";
import { watchChanges } from "./changes/watch-changes.ts";
import { countingEmit } from "./counting-emit.ts";
import { type Evidence, leaveEvidence } from "./evidence.ts";
import { EXCHANGE, RESERVE_BYTES } from "./exchange.ts";
import { evidenceMs, graceMs } from "./grace.ts";
import { openWork, type Work } from "./open-work.ts";
import { agentsUsed } from "./provenance/agents-used.ts";
import { runProvenance } from "./provenance/run-provenance.ts";
import { recordedTurns } from "./replay/recorded-turns.ts";
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

type Definition = Extract<ReturnType<typeof definitionOf>, { ok: true }>["definition"];

/** Everything between run.started and run.finished. Throws StoreError where the disk refuses. */
export async function runInDirectory(run: RunInDirectory): Promise<EngineOutcome> {
  const { request, writer, root } = run;
  writer.writeFile(`${EXCHANGE}/reserve`, new Uint8Array(RESERVE_BYTES));
  const found = definitionOf(request);
  if (!found.ok) return { status: "failed", reason: "internal_error", detail: found.message };
  const store = openStore(root);
  // Awaited below.
  store.catch(() => {});
  try {
    const opened = await openWork(request, writer, store, process.env);
    return opened.ok ? await work(run, opened.work, found.definition, store) : opened.outcome;
  } finally {
    await (await store).close();
  }
}

async function work(
  run: RunInDirectory,
  open: Work,
  definition: Definition,
  opening: Promise<Store>,
): Promise<EngineOutcome> {
  const { request, writer, root, stops } = run;
  const { workspace, earlier, replay } = open;
  const emit = countingEmit(writer);
  if (replay) emit(replayNotice(replay.recorded.recording.title, request));
  const used = agentsUsed(earlier?.resumption.kept.values() ?? []);
  const place = workspace && { workspace: workspace.path, storeRoot: root, environment: process.env };
  // Both look while the rest is opened; the first step waits for the changes alone.
  const evidence: Evidence = {
    changes: place
      ? watchChanges({
          ...place,
          writer,
          signal: stops.signal,
          emit,
          ...(request.agents
            ? { keep: { from: earlier?.runDir }, afterStopMs: evidenceMs(request.stopGraceSeconds) }
            : {}),
        })
      : null,
    provenance: request.agents
      ? runProvenance({ request, place, environment: process.env, used, versions: replay?.recorded.recording.vendors })
      : undefined,
  };
  const store = await opening;
  // What a command's own events cannot write ends the run like any other write that fails.
  const disk: { failure?: unknown } = {};
  const emitOrThrow = (event: EventInput) => {
    if (disk.failure !== undefined) throw disk.failure;
    emit(event);
  };
  const lookup = agentLookup(store.settings().settings, process.env);
  const agents = agentHost({
    async runnerOf(type) {
      const runner = await (run.runnerOf ?? runnerOf)(type);
      used.begins(runner, lookup);
      return runner;
    },
    lookup,
    writer,
    emit: emitOrThrow,
    writeMeta: (patch) => void writer.writeMeta(patch),
    cwd: workspace?.path ?? writer.runDir,
    graceMs: graceMs(request.stopGraceSeconds),
    environment: process.env,
    playedBy: replay && recordedTurns({ ...replay, emit: emitOrThrow }),
    onTurn: used.turn,
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
      workspace,
      specPath: open.hasSpec ? join(writer.runDir, "spec.md") : undefined,
      graceMs: graceMs(request.stopGraceSeconds),
      environment: process.env,
      kind: request.kind,
      signal: stops.signal,
      agents: {
        takeTurn: agents.takeTurn,
        // Who is asked can read what has changed so far.
        async ask(question) {
          await (await evidence.changes)?.save();
          return agents.ask(question);
        },
      },
      changes: async (options) => (await evidence.changes)?.look(options) ?? null,
      emit: emitOrThrow,
      onError(error) {
        disk.failure ??= error;
        stops.stop("stop_requested");
      },
    });
    await evidence.changes;
    const outcome = await runWorkflow({
      definition,
      inputs: request.inputs,
      host,
      signal: stops.signal,
      hasSpec: open.hasSpec,
      resumption: earlier?.resumption,
    });
    if (disk.failure instanceof StoreError) throw disk.failure;
    return outcome;
  } finally {
    unfollow();
    await leaveEvidence(evidence, { request, writer, signal: stops.signal });
  }
}

function replayNotice(title: string, { hasSpec }: Pick<RunRequest, "hasSpec">): EventInput {
  const spec = hasSpec ? " The spec is kept with the run, and not obeyed." : "";
  const message = `A replay of ${title}: its steps really run, in a sample project inside the run's directory; each agent does what it did when it was recorded.${spec}`;
  return { type: "notice", level: "info", code: "replay", message };
}
