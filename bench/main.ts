import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { resolve } from "node:path";
import { agentFirstToken } from "./agent-first-token.ts";
import { agentStart } from "./agent-start.ts";
import { agentStream } from "./agent-stream.ts";
import { engineOverhead } from "./engine-overhead.ts";
import { hugeRun } from "./huge-run.ts";
import { jobQueue } from "./job-queue.ts";
import { largeDiffBench } from "./large-diff.ts";
import { type Figure, table } from "./lib/figures.ts";
import { liveLatency } from "./live-latency.ts";
import { manyRuns } from "./many-runs.ts";
import { startOverhead } from "./start-overhead.ts";

/** `npm run bench [name…]`: every figure with its limit, and the baseline measured in the same run. */
const BENCHES: Record<string, () => Promise<Figure[]>> = {
  "start-overhead": startOverhead,
  "live-latency": liveLatency,
  "many-runs": manyRuns,
  "huge-run": hugeRun,
  "large-diff": largeDiffBench,
  "job-queue": jobQueue,
  "engine-overhead": engineOverhead,
  "agent-start": agentStart,
  "agent-first-token": agentFirstToken,
  "agent-stream": agentStream,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  console.error(`Unknown bench ${unknown.join(", ")}. There are: ${Object.keys(BENCHES).join(", ")}`);
  process.exit(2);
}

const results: Record<string, Figure[]> = {};
for (const [name, bench] of Object.entries(BENCHES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n— ${name}`);
  results[name] = await bench();
  console.log(table(results[name]));
}

const machine = {
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
  cpus: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
};
const file = resolve(import.meta.dirname, "results/latest.json");
mkdirSync(resolve(import.meta.dirname, "results"), { recursive: true });
writeFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), machine, results }, null, 2)}\n`);
const over = Object.values(results)
  .flat()
  .filter((f) => f.limit !== undefined && f.value > f.limit);
console.log(
  `\n${over.length === 0 ? "Every figure is within its limit." : `Over the limit: ${over.map((f) => f.name).join("; ")}`}`,
);
process.exit(over.length === 0 ? 0 : 1);
