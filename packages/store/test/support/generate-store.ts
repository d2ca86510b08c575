import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { RunMeta } from "@codex-toolloop/protocol";
import { newRunId } from "@codex-toolloop/store";

const WORKFLOWS = ["verify", "repo-report", "tour", "build", "deploy", "lint"];
const NAMES = ["atlas", "borealis", "cinder", "dune", "ember"];

/**
 * Makes a store whose index holds `runs` finished runs with `linesPerRun` lines each (running first, its outcome
 * last), spread over the days before `now`. There are no run directories.
 */
export function generateStore(
  root: string,
  options: { runs: number; linesPerRun?: number; days?: number; now?: Date },
): { runIds: string[]; bytes: number } {
  const lines = options.linesPerRun ?? 2;
  const now = (options.now ?? new Date()).getTime();
  const step = ((options.days ?? 90) * 86_400_000) / Math.max(1, options.runs);
  mkdirSync(join(root, "runs"), { recursive: true, mode: 0o700 });
  const fd = openSync(join(root, "index.jsonl"), "w", 0o600);
  const runIds: string[] = [];
  let bytes = 0;
  let block: string[] = [];
  const flush = () => {
    const data = Buffer.from(block.join(""));
    writeSync(fd, data);
    bytes += data.length;
    block = [];
  };
  try {
    for (let i = 0; i < options.runs; i++) {
      const runId = newRunId();
      runIds.push(runId);
      const meta = generateMeta(runId, i, now - (options.runs - i) * step);
      for (let line = 1; line < lines; line++) {
        const { finishedAt: _f, durationMs: _d, reason: _r, detail: _t, ...running } = meta;
        block.push(`${JSON.stringify({ ...running, status: "running" })}\n`);
      }
      block.push(`${JSON.stringify(meta)}\n`);
      if (block.length >= 4000) flush();
    }
    flush();
  } finally {
    closeSync(fd);
  }
  return { runIds, bytes };
}

function generateMeta(runId: string, i: number, createdMs: number): RunMeta {
  const failed = i % 7 === 0;
  const durationMs = 1000 + ((i * 7919) % 300_000);
  const workflow = WORKFLOWS[i % WORKFLOWS.length] ?? "verify";
  const name = NAMES[i % NAMES.length] ?? "atlas";
  const at = (ms: number) => new Date(ms).toISOString();
  return {
    v: 1,
    runId,
    kind: i % 11 === 0 ? "script" : "workflow",
    workflow,
    title: `${workflow} of ${name} number ${i}`,
    workspace: { id: `ws_${String(i % 5).padStart(12, "0")}`, path: `/home/someone/projects/${name}`, name },
    requestedBy: i % 3 === 0 ? "alice" : "bob",
    requestedVia: i % 2 === 0 ? "dashboard" : "cli",
    createdAt: at(createdMs),
    startedAt: at(createdMs + 20),
    finishedAt: at(createdMs + 20 + durationMs),
    status: failed ? "failed" : "success",
    reason: failed ? "step_failed" : "exit_zero",
    ...(failed ? { detail: `Step test failed with exit code ${i % 5}` } : {}),
    pid: 1000 + (i % 30_000),
    startTime: String(100_000 + i),
    killLevel: "subreaper",
    durationMs,
    steps: { total: 4, finished: 4, failed: failed ? 1 : 0 },
    preview: `Check that change ${i} of the ${name} project keeps everything working as before`,
  };
}
