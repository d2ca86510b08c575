import { RunKind, type RunStatus } from "@codex-toolloop/protocol";
import type { RunCatalog } from "@codex-toolloop/store";
import type { Counters, Supervisor } from "@codex-toolloop/supervisor";
import type { StreamHub } from "../lib/stream-hub.ts";

/** Renders Prometheus text from what is true at the moment of asking. The library is loaded by the first scrape. */
export function createMetrics(parts: {
  catalog: RunCatalog;
  supervisor: Supervisor;
  hub: StreamHub;
  version: string;
}): () => Promise<string> {
  let registry: Promise<{ metrics(): Promise<string> }> | undefined;
  return async () => {
    registry ??= build(parts);
    return await (await registry).metrics();
  };
}

async function build({ catalog, supervisor, hub, version }: Parameters<typeof createMetrics>[0]) {
  const { Counter, Gauge, Registry } = await import("prom-client");
  const registry = new Registry();
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name: `codex_toolloop_${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  // One line for each kind of run, also where there is none of it: a rate needs its zero.
  const gaugeByKind = (name: string, help: string, read: (kind: RunKind) => number) =>
    new Gauge({
      name: `codex_toolloop_${name}`,
      help,
      labelNames: ["kind"],
      registers: [registry],
      collect() {
        for (const kind of RunKind.options) this.set({ kind }, read(kind));
      },
    });
  const counterByKind = (name: string, help: string, counter: keyof Counters) =>
    new Counter({
      name: `codex_toolloop_${name}`,
      help,
      labelNames: ["kind"],
      registers: [registry],
      collect() {
        this.reset();
        for (const kind of RunKind.options) this.inc({ kind }, supervisor.counters(kind)[counter]);
      },
    });
  const live = (kind: RunKind, status: RunStatus) =>
    catalog.live().filter((run) => run.kind === kind && run.status === status).length;
  gaugeByKind("runs_queued", "Runs that wait for a slot.", (kind) => live(kind, "queued"));
  gaugeByKind("runs_running", "Runs that run now.", (kind) => live(kind, "running"));
  gauge("run_slots", "Runs that may run at once.", () => supervisor.slots().limit);
  gauge("run_slots_held", "Slots that are taken, also by runs that are just being started.", () => {
    return supervisor.slots().running;
  });
  gauge("queue_slots", "Runs that may wait.", () => supervisor.slots().maxQueued);
  gauge("runs_known", "Runs in the store.", () => catalog.size());
  gauge("lock_held", "1 while this dashboard supervises the store.", () => (supervisor.authority().held ? 1 : 0));
  gauge("sse_listeners", "Open event streams.", () => hub.listeners());
  gauge("resident_memory_bytes", "Memory of the dashboard.", () => process.memoryUsage.rss());
  gauge("uptime_seconds", "Seconds since the dashboard started.", () => process.uptime());
  counterByKind("run_starts_total", "Runs started.", "starts");
  counterByKind("run_failures_total", "Runs that failed.", "failures");
  counterByKind("run_timeouts_total", "Runs that ran into their deadline.", "timeouts");
  counterByKind("run_cancellations_total", "Runs that were stopped.", "cancellations");
  counterByKind("run_orphans_total", "Runs whose outcome is unknown.", "orphans");
  counterByKind("run_rejections_total", "Starts refused at a limit (429).", "rejected");
  new Gauge({
    name: "codex_toolloop_info",
    help: "Versions, as labels.",
    labelNames: ["version", "node"],
    registers: [registry],
  }).set({ version, node: process.versions.node }, 1);
  return registry;
}
