import { afterEach, describe, expect, it } from "vitest";
import { type LiveDashboard, liveDashboard } from "./test/live-dashboard.ts";

let t: LiveDashboard;
afterEach(() => t.close());

/** The samples of a scrape by name and labels; fails on anything that is no Prometheus text. */
function scrape(text: string): Map<string, number> {
  const samples = new Map<string, number>();
  const types = new Map<string, string>();
  for (const line of text.split("\n")) {
    const [, name, type] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? [];
    if (name && type) types.set(name, type);
    if (line === "" || line.startsWith("#")) continue;
    const [, key = "", metric = "", value] = /^((\w+)(?:\{[^}]*\})?) (\S+)$/.exec(line) ?? [];
    expect(types.get(metric), line).toMatch(/^(gauge|counter)$/);
    if (metric.endsWith("_total")) expect(types.get(metric)).toBe("counter");
    samples.set(key.replace("codex_toolloop_", ""), Number(value));
  }
  return samples;
}

const caller = { user: "ada", via: "api" as const };
const start = async (onLimit: "queue" | "reject") => {
  const answer = await t.dashboard.startRun({ workflow: "tour", onLimit }, caller);
  return answer.ok ? answer.value.runId : answer.problem.status;
};

describe("a scrape", () => {
  it("tells what runs, waits, was started, stopped and refused, by kind, and whether the lock is held", async () => {
    t = await liveDashboard({
      env: { TOOLLOOP_MAX_CONCURRENT: "1", TOOLLOOP_STOP_GRACE_SECONDS: "0.1" },
      program: [process.execPath, "-e", "setTimeout(() => {}, 60000)"],
    });
    const running = await start("queue");
    const waiting = await start("queue");
    expect(await start("reject")).toBe(429);
    const during = scrape(await t.dashboard.metrics());
    expect(Object.fromEntries(during)).toMatchObject({
      'runs_running{kind="workflow"}': 1,
      'runs_running{kind="script"}': 0,
      'runs_queued{kind="workflow"}': 1,
      'runs_queued{kind="prompt"}': 0,
      'run_starts_total{kind="workflow"}': 1,
      'run_starts_total{kind="script"}': 0,
      'run_rejections_total{kind="workflow"}': 1,
      run_slots: 1,
      run_slots_held: 1,
      lock_held: 1,
      runs_known: 2,
    });
    for (const runId of [waiting, running]) {
      await t.dashboard.stopRun(String(runId), caller);
      await t.dashboard.supervisor.settled(String(runId));
    }
    const after = scrape(await t.dashboard.metrics());
    expect(Object.fromEntries(after)).toMatchObject({
      'runs_running{kind="workflow"}': 0,
      'runs_queued{kind="workflow"}': 0,
      'run_cancellations_total{kind="workflow"}': 2,
      'run_failures_total{kind="workflow"}': 0,
      'run_timeouts_total{kind="workflow"}': 0,
    });
    // Asked twice, counted once.
    expect(scrape(await t.dashboard.metrics()).get('run_starts_total{kind="workflow"}')).toBe(1);
  });

  it("counts failures", async () => {
    t = await liveDashboard({ program: [process.execPath, "-e", "process.exit(3)"] });
    await t.dashboard.supervisor.settled(String(await start("queue")));
    expect(scrape(await t.dashboard.metrics()).get('run_failures_total{kind="workflow"}')).toBe(1);
  });
});
