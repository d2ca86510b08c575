import type { RunCatalog } from "@codex-toolloop/store";
import type { Supervisor } from "@codex-toolloop/supervisor";
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
  const counter = (name: string, help: string, read: () => number) =>
    new Counter({
      name: `codex_toolloop_${name}`,
      help,
      registers: [registry],
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  gauge("runs_queued", "Runs that wait for a slot.", () => supervisor.slots().queued);
  gauge("runs_running", "Runs that hold a slot.", () => supervisor.slots().running);
  gauge("run_slots", "Runs that may run at once.", () => supervisor.slots().limit);
  gauge("runs_known", "Runs in the store.", () => catalog.size());
  gauge("lock_held", "1 while this dashboard supervises the store.", () => (supervisor.authority().held ? 1 : 0));
  gauge("sse_listeners", "Open event streams.", () => hub.listeners());
  gauge("resident_memory_bytes", "Memory of the dashboard.", () => process.memoryUsage.rss());
  gauge("uptime_seconds", "Seconds since the dashboard started.", () => process.uptime());
  counter("run_starts_total", "Runs started.", () => supervisor.counters().starts);
  counter("run_failures_total", "Runs that failed.", () => supervisor.counters().failures);
  counter("run_timeouts_total", "Runs that ran into their deadline.", () => supervisor.counters().timeouts);
  counter("run_cancellations_total", "Runs that were stopped.", () => supervisor.counters().cancellations);
  counter("run_orphans_total", "Runs whose outcome is unknown.", () => supervisor.counters().orphans);
  counter("run_rejections_total", "Starts refused at a limit.", () => supervisor.counters().rejected);
  new Gauge({
    name: "codex_toolloop_info",
    help: "Versions, as labels.",
    labelNames: ["version", "node"],
    registers: [registry],
  }).set({ version, node: process.versions.node }, 1);
  return registry;
}
