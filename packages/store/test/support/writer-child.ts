/** Appends run snapshots to a store as fast as it can. argv: store root, how many runs. Prints `done`. */
import { newRunId, openStore } from "@codex-toolloop/store";

const [root = "", count = "1"] = process.argv.slice(2);
const store = await openStore(root, { env: {} });
for (let i = 0; i < Number(count); i++) {
  const runId = newRunId();
  await store.createRun({
    v: 1,
    runId,
    kind: "workflow",
    workflow: "verify",
    title: `run ${i} of ${process.pid}`,
    inputs: {},
    hasSpec: false,
    timeoutSeconds: 60,
    stopGraceSeconds: 1,
    requestedBy: "child",
    requestedVia: "cli",
    createdAt: new Date().toISOString(),
    source: "builtin",
  });
  const writer = store.openRunWriter(runId);
  writer.writeMeta({ status: "running" });
  writer.writeMeta({ status: "success", finishedAt: new Date().toISOString() });
  writer.close();
}
process.stdout.write("done\n");
