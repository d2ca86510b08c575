import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { identify, liveness, requestStop } from "@codex-toolloop/process";
import { type InputValues, type RunRequest, UiRunRecord } from "@codex-toolloop/protocol";
import { newRunId, openStore, type Store } from "@codex-toolloop/store";
import { createSupervisor, type Supervisor, type SupervisorOptions } from "../../src/index.ts";
import { optionsFor } from "./options.ts";

export type LogEntry = { event: string; runId?: string; [key: string]: unknown };

/** A store in a temporary directory, supervisors on it, and the remote control of their runs. */
export interface Rig {
  root: string;
  store: Store;
  log: LogEntry[];
  /** A supervisor that has started. */
  supervise(options?: Partial<SupervisorOptions>): Promise<Supervisor>;
  request(patch?: Partial<RunRequest> & { inputs?: InputValues }): RunRequest;
  /** Waits until the fake run takes orders. */
  ready(runId: string): Promise<void>;
  finish(runId: string, code?: number): Promise<void>;
  /** Every line of ui-runs.jsonl, of one run where given. */
  records(runId?: string): Promise<UiRunRecord[]>;
  /** Ids of runs in the order in which they were claimed for their start. */
  claimed(): Promise<string[]>;
  /** Ids of runs whose process really came up: once for each time. */
  started(): Promise<string[]>;
  cleanup(): Promise<void>;
}

/** Settings are variables of the environment, as a user sets them. */
export async function makeRig(settings: Record<string, string> = {}): Promise<Rig> {
  const root = await mkdtemp(join(tmpdir(), "supervisor-"));
  const env = { TOOLLOOP_STOP_GRACE_SECONDS: "0.3", ...settings };
  const store = await openStore(root, { create: true, env });
  const supervisors: Supervisor[] = [];
  const log: LogEntry[] = [];
  const dirOf = (runId: string) => join(root, "runs", runId);
  const rig: Rig = {
    root,
    store,
    log,
    async supervise(options = {}) {
      const supervisor = createSupervisor({ ...optionsFor(store), log: (entry) => log.push(entry), ...options });
      supervisors.push(supervisor);
      await supervisor.start();
      return supervisor;
    },
    request: (patch = {}) => requestFor(patch),
    ready: (runId) => until(() => exists(join(dirOf(runId), "ready")), `${runId} is ready`),
    async finish(runId, code = 0) {
      await rig.ready(runId);
      await new Promise<void>((resolve, reject) => {
        const socket = createConnection(join(dirOf(runId), "orders.sock"), () => socket.write(`finish ${code}\n`));
        socket.on("error", (error: NodeJS.ErrnoException) => (error.code === "ECONNRESET" ? resolve() : reject(error)));
        socket.on("close", () => resolve());
      });
    },
    async records(runId) {
      const text = await readFile(join(root, "ui-runs.jsonl"), "utf8").catch(() => "");
      const fold = text.split("\n").map((line) => UiRunRecord.safeParse(jsonOf(line)));
      const records = fold.flatMap((parsed) => (parsed.success ? [parsed.data] : []));
      return runId === undefined ? records : records.filter((r) => r.runId === runId);
    },
    claimed: async () =>
      (await rig.records()).filter((r) => r.status === "queued" && r.startedAt !== undefined).map((r) => r.runId),
    started: async () =>
      (await readFile(join(root, "started.log"), "utf8").catch(() => "")).split("\n").filter((id) => id !== ""),
    async cleanup() {
      await Promise.all(supervisors.map((s) => s.shutdown({ hurry: true })));
      await endLaunchers(await rig.records());
      await store.close();
      await rm(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  return rig;
}

/** A request that the fake run understands. */
export function requestFor(patch: Partial<RunRequest> = {}): RunRequest {
  return {
    v: 1,
    runId: newRunId(),
    kind: "workflow",
    workflow: "fake",
    title: "Fake run",
    inputs: {},
    hasSpec: false,
    timeoutSeconds: 60,
    stopGraceSeconds: 0.3,
    requestedBy: "ada",
    requestedVia: "dashboard",
    createdAt: new Date().toISOString(),
    source: "builtin",
    ...patch,
  };
}

/** What a test left behind (a supervisor told to leave its runs, or killed) ends with the test. */
async function endLaunchers(records: UiRunRecord[]): Promise<void> {
  for (const { pid, startTime } of records) {
    if (pid === undefined || startTime === undefined) continue;
    requestStop({ pid, startTime }, { hurry: true });
    await until(() => liveness({ pid, startTime }) === "gone", `launcher ${pid} is gone`);
  }
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Looks again and again until it holds; fails after ten seconds. */
export async function until(holds: () => boolean | Promise<boolean>, what: string, ms = 10_000): Promise<void> {
  const end = Date.now() + ms;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`not within ${ms} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** The pid that a fake run wrote down for its stray; alive or not. */
export async function strayOf(rig: Rig, runId: string): Promise<{ pid: number; alive(): boolean }> {
  const pid = Number(await readFile(join(rig.root, "runs", runId, "stray.pid"), "utf8"));
  const identity = identify(pid);
  return { pid, alive: () => identity !== null && liveness(identity) === "alive" };
}

/** The value of an outcome that must be good. */
export function good<T>(outcome: { ok: true; value: T } | { ok: false; problem: { detail: string } }): T {
  if (!outcome.ok) throw new Error(outcome.problem.detail);
  return outcome.value;
}

/** Status and type of an outcome that must be a refusal. */
export function refused(outcome: { ok: boolean; problem?: { status: number; type: string } }): string {
  if (outcome.ok || !outcome.problem) throw new Error("it was not refused");
  return `${outcome.problem.status} ${outcome.problem.type.split(":").at(-1)}`;
}
