import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { startServer } from "../tests/support/server.ts";
import { type Figure, median, times } from "./lib/figures.ts";

const ROUNDS = 15;

/** Accepted start → `run.started` on disk, against a bare `node -e 0`. */
export async function startOverhead(): Promise<Figure[]> {
  const server = await startServer();
  try {
    const overheads: number[] = [];
    const bare: number[] = [];
    for (let i = 0; i < ROUNDS; i++) {
      bare.push(...(await times(1, () => spawnSync(process.execPath, ["-e", "0"]))));
      const res = await fetch(`${server.url}/api/runs`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: server.url },
        body: JSON.stringify({ workflow: "tour", inputs: { pace: "instant" }, onLimit: "queue" }),
      });
      const accepted = performance.now();
      if (res.status !== 201) throw new Error(`start answered ${res.status}: ${await res.text()}`);
      const { runId } = (await res.json()) as { runId: string };
      const file = join(server.store, "runs", runId, "events.jsonl");
      while (!existsSync(file) || !readFileSync(file, "utf8").includes('"run.started"'))
        await new Promise((r) => setImmediate(r));
      overheads.push(performance.now() - accepted);
      await untilFinal(server.url, runId);
    }
    const base = median(bare);
    return [
      {
        name: "accepted start → run.started",
        value: median(overheads),
        unit: "ms",
        limit: base * 2.5,
        baseline: { name: "node -e 0", value: base },
      },
    ];
  } finally {
    await server.stop();
  }
}

async function untilFinal(url: string, runId: string): Promise<void> {
  for (;;) {
    const run = (await (await fetch(`${url}/api/runs/${runId}`)).json()) as { status: string };
    if (run.status !== "running" && run.status !== "queued") return;
    await new Promise((r) => setTimeout(r, 50));
  }
}
