import { newRunId, type Store } from "@codex-toolloop/store";

/** Creates a run in the store as a terminal does, before its process writes anything. @returns its id. */
export async function newRun(store: Store): Promise<string> {
  const runId = newRunId();
  await store.createRun({
    v: 1,
    runId,
    kind: "workflow",
    workflow: "w",
    title: "w",
    inputs: {},
    hasSpec: false,
    timeoutSeconds: 60,
    stopGraceSeconds: 1,
    requestedBy: "me",
    requestedVia: "cli",
    createdAt: "2026-01-01T00:00:00.000Z",
    source: "store",
  });
  return runId;
}
