import { openStore, newRunId } from "@codex-toolloop/store";
import { launch, childEnvironment } from "@codex-toolloop/process";
import { mkdtempSync, statSync, existsSync } from "node:fs";
import { spawnSync } from "node:child_process";
const k = setInterval(() => {}, 1000);
const root = mkdtempSync("/tmp/clitry/s-");
const store = await openStore(root, { create: true });
const r: Record<string, number[]> = {};
for (let i = 0; i < 40; i++) {
  for (const level of ["subreaper", "namespace"] as const) {
    const runId = newRunId();
    const t0 = performance.now();
    const dir = await store.createRun({ v: 1, runId, kind: "workflow", workflow: "tour", title: "t", inputs: {pace:"instant"}, hasSpec: false, timeoutSeconds: 600, stopGraceSeconds: 5, requestedBy: "me", requestedVia: "cli", createdAt: new Date().toISOString(), source: "builtin" });
    const l = await launch({ argv: [process.execPath, "/work/main/apps/cli/dist/exec.mjs", dir], cwd: dir, env: childEnvironment(process.env, []), runId, runDir: dir, deadlineSeconds: 600, graceSeconds: 5, level });
    while (!existsSync(dir + "/events.jsonl") || statSync(dir + "/events.jsonl").size === 0) await new Promise((r) => setTimeout(r,1));
    (r[level] ??= []).push(performance.now() - t0);
    await l.exited;
  }
  const t1 = performance.now(); spawnSync(process.execPath, ["-e", "0"]); (r.bare ??= []).push(performance.now() - t1);
}
for (const [n, a] of Object.entries(r)) { a.sort((x, y) => x - y); console.log(n, "min", a[0]!.toFixed(1), "p50", a[20]!.toFixed(1), "p90", a[36]!.toFixed(1)); }
clearInterval(k); await store.close();
