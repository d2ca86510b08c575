import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, fsyncSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launch } from "@codex-toolloop/process";
import { LIMITS, LogSlice, type RunRequest } from "@codex-toolloop/protocol";
import { newRunId, openStore, type Store } from "@codex-toolloop/store";
import { createSupervisor, type SupervisorOptions } from "@codex-toolloop/supervisor";
import { startServer } from "../tests/support/server.ts";
import { type Figure, median, quantile, times } from "./lib/figures.ts";
import { livingIdentity } from "./lib/living-identity.ts";

const ENQUEUED = 400;
const CHAIN = 30;
const MIB = 2 ** 20;
const LOG_BYTES = 2 ** 30;
/** As the page does it: further behind, a follower goes to the end instead of reading everything in between. */
const FAR_BEHIND = MIB / 2;

/** Enqueueing with durable writes, the way from a freed slot to the next process, and a log that grows as fast as the disk takes it. */
export async function jobQueue(): Promise<Figure[]> {
  return [...(await enqueueing()), await fromSlotToProcess(), ...(await growingLog())];
}

async function enqueueing(): Promise<Figure[]> {
  const { supervisor, end, root } = await supervise({
    commandFor: (_request, runDir) => ({ argv: ["/bin/sleep", "1000"], cwd: runDir, env: {} }),
  });
  try {
    const submit = async () => {
      const outcome = await supervisor.submit({ request: request(), onLimit: "queue" });
      if (!outcome.ok) throw new Error(outcome.problem.detail);
    };
    await submit();
    const one = await times(ENQUEUED, submit);
    // The baseline writes lines as long as a record is.
    const { size } = statSync(join(root, "ui-runs.jsonl"));
    const line = Buffer.from(`${"x".repeat(Math.round(size / (ENQUEUED + 1)) - 1)}\n`);
    const fd = openSync(join(root, "baseline.jsonl"), "a");
    const bare = await times(ENQUEUED, () => {
      writeSync(fd, line);
      fsyncSync(fd);
    });
    closeSync(fd);
    const [begun, before] = [performance.now(), process.cpuUsage()];
    await Promise.all(Array.from({ length: ENQUEUED }, submit));
    const together = (performance.now() - begun) / ENQUEUED;
    const { user, system } = process.cpuUsage(before);
    // An enqueued run is a directory with a request and an audit beside its line: four syncs and three new names, not one sync.
    const baseline = { name: "append + fsync", value: median(bare) };
    return [
      { name: "enqueue, one after the other", value: median(one), unit: "ms", baseline },
      { name: `enqueue, ${ENQUEUED} at once, each`, value: together, unit: "ms", baseline },
      { name: "… processor time of each", value: (user + system) / 1000 / ENQUEUED, unit: "ms", limit: 8 },
    ];
  } finally {
    await end();
  }
}

/** A program that writes down when it begins and when it ends, in seconds. */
const diarist = (path: string) => [
  "/usr/bin/perl",
  "-MTime::HiRes=time",
  "-e",
  'open F, ">>", $ARGV[0]; syswrite F, sprintf("%.6f\\n", time); syswrite F, sprintf("%.6f\\n", time)',
  path,
];

/** The end of one diarist to the begin of the next, in milliseconds. */
function gaps(path: string): number[] {
  const stamps = readFileSync(path, "utf8").trim().split("\n").map(Number);
  const out: number[] = [];
  for (let i = 1; i + 1 < stamps.length; i += 2) out.push(((stamps[i + 1] ?? 0) - (stamps[i] ?? 0)) * 1000);
  return out;
}

async function fromSlotToProcess(): Promise<Figure> {
  const dir = mkdtempSync(join(tmpdir(), "toolloop-bench-"));
  const [queued, bare] = [join(dir, "queued"), join(dir, "bare")];
  const { supervisor, store, end } = await supervise({
    commandFor: (_request, runDir) => ({ argv: diarist(queued), cwd: runDir, env: {} }),
  });
  try {
    const requests = Array.from({ length: CHAIN }, request);
    for (const one of requests) await supervisor.submit({ request: one, onLimit: "queue" });
    for (const { runId } of requests) await supervisor.settled(runId);
    for (let i = 0; i < CHAIN; i++) {
      const one = request();
      const runDir = await store.createRun(one);
      const spec = { argv: diarist(bare), cwd: runDir, env: {}, runId: one.runId, runDir };
      const launched = await launch({ ...spec, deadlineSeconds: 60, graceSeconds: 1, level: "subreaper" });
      await launched.exited;
    }
    return {
      name: "end of a job → next job's process",
      value: median(gaps(queued)),
      unit: "ms",
      limit: median(gaps(bare)) * 6,
      baseline: { name: "launching one after the other", value: median(gaps(bare)) },
    };
  } finally {
    await end();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function growingLog(): Promise<Figure[]> {
  const root = join(mkdtempSync(join(tmpdir(), "toolloop-bench-")), ".codex-toolloop");
  const store = await openStore(root, { create: true });
  const source = join(root, "source");
  fill(source);
  const [bareRun, followed, read] = [await liveRun(store), await liveRun(store), await liveRun(store)];
  await store.close();
  const log = (runId: string) => join(root, "runs", runId, "output.log");
  const server = await startServer({ store: root });
  try {
    const get = async (runId: string, query: string) => {
      const res = await fetch(`${server.url}/api/runs/${runId}/logs?${query}&limit=${LIMITS.logSliceMax}`);
      if (!res.ok) throw new Error(`logs answered ${res.status}`);
      return LogSlice.parse(await res.json());
    };
    const bareMs = (await times(1, () => cat(source, log(bareRun))))[0] ?? Number.NaN;

    let writing = true;
    const begun = performance.now();
    const writer = cat(source, log(followed)).then(() => {
      writing = false;
      return performance.now();
    });
    let end = 0;
    const steps: number[] = [];
    let shownAt = 0;
    while (writing || end < LOG_BYTES) {
      const asked = performance.now();
      let slice = await get(followed, `offset=${end}`);
      if (slice.size - slice.next_offset > FAR_BEHIND) slice = await get(followed, "tail=1");
      end = slice.next_offset;
      shownAt = performance.now();
      steps.push(shownAt - asked);
    }
    const writtenAt = await writer;

    await cat(source, log(read));
    const sample = LOG_BYTES / 8;
    const readMs = (
      await times(1, async () => {
        for (let at = 0; at < sample; ) at = (await get(read, `offset=${at}`)).next_offset;
      })
    )[0];
    const baseline = { name: "cat of 1 GiB to the same file", value: bareMs };
    const perGib = ((readMs ?? Number.NaN) * LOG_BYTES) / sample;
    return [
      {
        name: "1 GiB log: cat while it is followed",
        value: writtenAt - begun,
        unit: "ms",
        baseline,
      },
      { name: "… its end shown after the writer's", value: Math.max(0, shownAt - writtenAt), unit: "ms", limit: 250 },
      { name: "… step of the follower p95", value: quantile(steps, 0.95), unit: "ms", limit: 250 },
      { name: `… every byte by offset (${mibPerSecond(perGib)} MiB/s)`, value: perGib, unit: "ms", baseline },
    ];
  } finally {
    await server.stop();
    rmSync(join(root, ".."), { recursive: true, force: true });
  }
}

const mibPerSecond = (ms: number) => Math.round(LOG_BYTES / MIB / (ms / 1000));

async function supervise(options: Pick<SupervisorOptions, "commandFor">) {
  const root = mkdtempSync(join(tmpdir(), "toolloop-bench-"));
  const env = { TOOLLOOP_MAX_CONCURRENT: "1", TOOLLOOP_MAX_QUEUED: "5000", TOOLLOOP_MAX_QUEUED_PER_USER: "5000" };
  const store = await openStore(root, { create: true, env });
  const supervisor = createSupervisor({ store, killLevel: "subreaper", ...options });
  await supervisor.start();
  const end = async () => {
    await supervisor.shutdown({ hurry: true });
    await store.close();
    rmSync(root, { recursive: true, force: true });
  };
  return { root, store, supervisor, end };
}

function request(): RunRequest {
  return {
    v: 1,
    runId: newRunId(),
    kind: "script",
    workflow: "bench",
    title: "Bench",
    inputs: {},
    hasSpec: false,
    timeoutSeconds: LIMITS.timeoutSecondsMax,
    stopGraceSeconds: 1,
    requestedBy: "bench",
    requestedVia: "api",
    createdAt: new Date().toISOString(),
    source: "builtin",
  };
}

/** A run that counts as live as long as the bench runs. */
async function liveRun(store: Store): Promise<string> {
  const one = request();
  await store.createRun(one);
  const writer = store.openRunWriter(one.runId);
  writer.writeMeta({ status: "running", startedAt: one.createdAt, ...livingIdentity() });
  writer.close();
  return one.runId;
}

function fill(path: string): void {
  const text = "2026-11-20 12:00:00 compiling module number 1234567 of the project, all fine so far\n";
  const chunk = Buffer.from(
    text
      .repeat(Math.ceil((4 * MIB) / text.length))
      .slice(0, 4 * MIB - 1)
      .concat("\n"),
  );
  const fd = openSync(path, "w", 0o600);
  for (let n = 0; n < LOG_BYTES; n += chunk.length) writeSync(fd, chunk);
  closeSync(fd);
}

async function cat(from: string, to: string): Promise<void> {
  const [source, target] = [openSync(from, "r"), openSync(to, "a")];
  const child = spawn("/bin/cat", [], { stdio: [source, target, "inherit"] });
  closeSync(source);
  closeSync(target);
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`cat ended with ${code}`);
}
