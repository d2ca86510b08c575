import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type InputValues, type Outcome, type RunMeta, refuse, type StopReceipt } from "@codex-toolloop/protocol";
import { newRunId, openStore, type Store } from "@codex-toolloop/store";
import type { Authority, SubmitOptions, Submitted, Supervisor } from "@codex-toolloop/supervisor";
import type { Dashboard } from "../lib/contract.ts";
import { setDashboard } from "../lib/server.ts";
import { createDashboard } from "../server/create-dashboard.ts";
import { createRunSecrets } from "../server/run-secrets.ts";

export interface TestDashboard {
  dashboard: Dashboard;
  store: Store;
  /** What reached the supervisor. */
  submitted: SubmitOptions[];
  stopped: string[];
  /** Those that were to be killed at once. */
  forced: string[];
  /** What the supervisor answers from now on. */
  answer(next: { submit?: Outcome<Submitted>; authority?: Authority }): void;
  /** A folder below the store's own temporary directory. */
  dir: string;
  close(): Promise<void>;
}

/** A dashboard on a real store in a temporary directory; only the supervisor is a stand-in that remembers. */
export async function testDashboard(env: Record<string, string> = {}): Promise<TestDashboard> {
  const dir = await mkdtemp(join(tmpdir(), "toolloop-ui-"));
  const store = await openStore(join(dir, "store"), { create: true, env });
  const submitted: SubmitOptions[] = [];
  const stopped: string[] = [];
  const forced: string[] = [];
  let submit: Outcome<Submitted> | undefined;
  let authority: Authority = { held: true, readOnly: false };
  const supervisor: Supervisor = {
    start: async () => {},
    submit: async (options) => {
      submitted.push(options);
      return submit ?? { ok: true, value: { runId: options.request.runId, status: "running", deduplicated: false } };
    },
    stop: async (runId, _by, options = {}) => {
      if (!catalog.get(runId)) return refuse(404, "not_found", "No such run", `There is no run ${runId}.`);
      stopped.push(runId);
      if (options.force) forced.push(runId);
      return { ok: true, value: receiptOf(runId) };
    },
    control: async () => ({ ok: true, value: { accepted: true } }),
    receipt: async () => null,
    settled: async () => "success",
    slots: () => ({ running: 1, limit: 4, queued: 0, maxQueued: 200 }),
    queue: () => [],
    authority: () => authority,
    counters: () => ({ starts: 0, failures: 0, timeouts: 0, cancellations: 0, orphans: 0, rejected: 0 }),
    onChange: () => () => {},
    shutdown: async () => ({ stopped: [], left: [] }),
  };
  const catalog = await store.catalog();
  const dashboard = createDashboard({
    store,
    catalog,
    supervisor,
    root: dir,
    version: "0.0.0",
    address: "http://127.0.0.1:4590",
    killLevel: "scan",
    probes: [],
    auth: { mode: "peer", enforcement: [] },
    log: Object.assign(() => {}, { error() {} }),
    secrets: createRunSecrets(),
  });
  setDashboard(dashboard);
  return {
    dashboard,
    store,
    submitted,
    stopped,
    forced,
    dir,
    answer: (next) => {
      if (next.submit) submit = next.submit;
      if (next.authority) authority = next.authority;
    },
    async close() {
      setDashboard(undefined);
      dashboard.agents.close();
      await store.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Leaves a run in the store, as its own process would have written it, and waits until the list knows it. */
export async function writeRun(
  store: Store,
  patch: Partial<RunMeta> = {},
  spec?: string,
  inputs: InputValues = {},
): Promise<RunMeta> {
  const runId = patch.runId ?? newRunId();
  const createdAt = patch.createdAt ?? new Date().toISOString();
  const request = {
    v: 1 as const,
    runId,
    kind: patch.kind ?? ("workflow" as const),
    workflow: patch.workflow ?? "tour",
    title: patch.title ?? "Tour",
    inputs,
    hasSpec: spec !== undefined,
    ...(patch.workspace ? { workspace: patch.workspace } : {}),
    timeoutSeconds: 3600,
    stopGraceSeconds: 10,
    requestedBy: patch.requestedBy ?? "tester",
    requestedVia: patch.requestedVia ?? ("cli" as const),
    createdAt,
    source: "builtin" as const,
  };
  await store.createRun(request, spec);
  const catalog = await store.catalog();
  const writer = store.openRunWriter(runId);
  const meta = writer.writeMeta({ status: "success", ...patch });
  writer.close();
  await until(() => catalog.get(runId)?.status === meta.status);
  return meta;
}

function receiptOf(runId: string): StopReceipt {
  return {
    runId,
    status: "running",
    requestedAt: new Date().toISOString(),
    requestedBy: "tester",
    complete: false,
    signals: [],
    killed: [],
    survived: [],
    proven: false,
  };
}

/** Waits for a condition, five seconds at most. */
async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 5000;
  while (!holds()) {
    if (Date.now() > end) throw new Error("the condition did not come true within 5 s");
    await new Promise((next) => setTimeout(next, 10));
  }
}
