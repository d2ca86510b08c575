import { openStore, newRunId } from "@codex-toolloop/store";
import { launch, childEnvironment } from "@codex-toolloop/process";
import { mkdtempSync, statSync, existsSync, readFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
const root = mkdtempSync("/tmp/clitry/s-");
const store = await openStore(root, { create: true });
const wf = process.argv[2] ?? "tour";
const inputs = JSON.parse(process.argv[3] ?? "{}");
const ws = process.argv[4];
const k = setInterval(() => {}, 1000);
const times: number[] = [], bare: number[] = [];
for (let i = 0; i < Number(process.argv[5] ?? 1); i++) {
  const runId = newRunId();
  const dir0 = Date.now();
  const t0 = performance.now();
  const dir = await store.createRun({ v: 1, runId, kind: "workflow", workflow: wf, title: wf, inputs, hasSpec: false, timeoutSeconds: 600, stopGraceSeconds: 5, requestedBy: "me", requestedVia: "cli", createdAt: new Date().toISOString(), source: "builtin", ...(ws ? { workspace: { path: ws, name: "x" } } : {}) });
  const l = await launch({ argv: [process.execPath, "/work/main/apps/cli/dist/exec.mjs", dir], cwd: dir, env: childEnvironment(process.env, []), runId, runDir: dir, deadlineSeconds: 600, graceSeconds: 5, level: (process.env.LEVEL ?? "subreaper") as "subreaper" });
  while (!existsSync(dir + "/events.jsonl") || statSync(dir + "/events.jsonl").size === 0) await new Promise((r) => setImmediate(r));
  times.push(performance.now() - t0);
  const e = await l.exited;
  const t1 = performance.now(); spawnSync(process.execPath, ["-e", "0"]); bare.push(performance.now() - t1);
  if (i === 0) console.log(e, dir, readFileSync(dir + "/launcher.log", "utf8"));
}
const med = (a: number[]) => a.sort((x, y) => x - y)[a.length >> 1];
console.log("accepted→started", med(times), "bare", med(bare), "ratio", med(times)! / med(bare)!);
clearInterval(k);
await store.close();
