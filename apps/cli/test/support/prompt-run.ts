import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AgentTask, type ControlLine, RunEvent, type RunMeta, type RunRequest } from "@codex-toolloop/protocol";
import type { Runner, RunningTurn, TurnRequest, TurnResult, TurnSink } from "@codex-toolloop/runners";
import { newRunId, openRunWriter, openStore, type Store } from "@codex-toolloop/store";
import type { AbortReason, EngineOutcome } from "@codex-toolloop/workflows";
import { runPrompt } from "../../src/exec/agent/run-prompt.ts";

/** A store with a workspace in a temporary folder. */
export interface PromptStore {
  store: Store;
  workspace: string;
  cleanup(): Promise<void>;
}

export async function promptStore(): Promise<PromptStore> {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "toolloop-prompt-")));
  const workspace = join(base, "app");
  mkdirSync(workspace);
  const store = await openStore(join(base, "home"), { create: true });
  return {
    store,
    workspace,
    async cleanup() {
      await store.close();
      rmSync(base, { recursive: true, force: true });
    },
  };
}

/** Makes the directory of a run of kind `prompt`. @returns its request. */
export async function promptRequest(
  { store, workspace }: PromptStore,
  task: Record<string, unknown>,
  prompt = "Do it.",
): Promise<RunRequest> {
  const request: RunRequest = {
    v: 1,
    runId: newRunId(),
    kind: "prompt",
    workflow: "prompt",
    title: prompt,
    inputs: {},
    hasSpec: true,
    workspace: { path: workspace, name: "app" },
    agent: AgentTask.parse({ options: {}, ...task }),
    timeoutSeconds: 60,
    stopGraceSeconds: 1,
    requestedBy: "me",
    requestedVia: "cli",
    createdAt: "2026-01-01T00:00:00.000Z",
    source: "adhoc",
  };
  await store.createRun(request, prompt);
  return request;
}

/** An adapter whose turn is the test's: `turn` gets all that an adapter gets, and what is said to it. */
export function scripted(
  turn: (request: TurnRequest, sink: TurnSink, said: SaidQueue) => Promise<TurnResult>,
  type: Runner["type"] = "codex",
): Runner {
  return {
    type,
    find: async () => ({ runner: type, label: "Scripted", available: true, environment: [], models: [] }),
    takeTurn(request, sink) {
      const said = saidQueue();
      return { ended: turn(request, sink, said), control: (c) => said.put(c) };
    },
  };
}

type Control = Parameters<RunningTurn["control"]>[0];
export interface SaidQueue {
  put(control: Control): void;
  /** The next thing that a person says. */
  next(): Promise<Control>;
}

function saidQueue(): SaidQueue {
  const waiting: ((control: Control) => void)[] = [];
  const ready: Control[] = [];
  return {
    put(control) {
      const taker = waiting.shift();
      if (taker) taker(control);
      else ready.push(control);
    },
    next: () =>
      new Promise((resolve) => {
        const first = ready.shift();
        if (first) resolve(first);
        else waiting.push(resolve);
      }),
  };
}

/** Executes the run in this process, as exec does between run.started and run.finished. */
export function execute(
  { store }: PromptStore,
  request: RunRequest,
  runner?: Runner,
): { outcome: Promise<EngineOutcome>; stop(reason?: AbortReason): void } {
  const controller = new AbortController();
  const stop = (reason: AbortReason = "stop_requested") => controller.abort(reason);
  const writer = openRunWriter(store.root, request.runId);
  const stops = { signal: controller.signal, stop, setDeadline() {}, close() {} };
  const outcome = runPrompt({ request, writer, root: store.root, stops, ...(runner ? { runner } : {}) }).finally(() =>
    writer.close(),
  );
  return { outcome, stop };
}

export function eventsOf({ store }: PromptStore, runId: string): RunEvent[] {
  const text = readFileSync(join(store.runDir(runId), "events.jsonl"), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => RunEvent.parse(JSON.parse(line)));
}

export function recordsOf({ store }: PromptStore, runId: string, file: string): unknown[] {
  const text = readFileSync(join(store.runDir(runId), file), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line): unknown => JSON.parse(line));
}

export async function metaOf({ store }: PromptStore, runId: string): Promise<RunMeta> {
  const meta = await store.readMeta(runId);
  if (!meta) throw new Error(`run ${runId} has no meta.json`);
  return meta;
}

/** What a person says of the live run, as the dashboard writes it. */
export async function tell(
  { store }: PromptStore,
  runId: string,
  line: { type: "approval"; approvalId: string; decision: string; comment?: string } | { type: "steer"; text: string },
): Promise<void> {
  const control: ControlLine = { v: 1, at: new Date().toISOString(), by: "ada", ...line };
  await store.appendControl(runId, control);
}
