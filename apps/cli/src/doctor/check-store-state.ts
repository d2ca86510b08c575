import { createServer } from "node:net";
import { probeKillLevels } from "@codex-toolloop/process";
import { formatBytes } from "@codex-toolloop/protocol";
import type { Store } from "@codex-toolloop/store";
import { dashboardAddress } from "../commands/open.ts";
import type { Check } from "./check.ts";

const LITTLE_SPACE = 200 * 1024 * 1024;

export async function checkStoreState(store: Store): Promise<Check[]> {
  const state = await store.check();
  const checks: Check[] = [];
  const name = "store";
  if (!state.writable)
    checks.push({ name, level: "fail", message: `${store.root} cannot be written`, fix: "see its owner and mount" });
  else checks.push({ name, level: "ok", message: `${store.root}, ${state.runs} runs` });
  for (const problem of state.problems) checks.push({ name, level: "warn", message: problem });
  if (state.skippedLines > 0 || state.tornLines > 0) {
    const message = `index.jsonl: ${state.skippedLines} lines could not be read, ${state.tornLines} torn`;
    checks.push({ name: "index", level: "warn", message, fix: "codex-toolloop index rebuild" });
  }
  if (state.freeBytes < LITTLE_SPACE) {
    const message = `only ${formatBytes(state.freeBytes)} free`;
    checks.push({
      name: "disk",
      level: "warn",
      message,
      fix: "free some space; codex-toolloop prune removes old runs",
    });
  } else checks.push({ name: "disk", level: "ok", message: `${formatBytes(state.freeBytes)} free` });
  const written = state.log.bytes === 0 ? "empty" : formatBytes(state.log.bytes);
  checks.push({ name: "log", level: "ok", message: `${state.log.path}, ${written}: what the dashboard did` });
  return checks;
}

export function checkConfig(store: Store): Check[] {
  const { errors } = store.settings();
  if (errors.length === 0) return [{ name: "config", level: "ok", message: "valid" }];
  return errors.map((message) => ({ name: "config", level: "fail" as const, message }));
}

/** The dashboard that holds the store's lock, and whether its port is free when there is none. */
export async function checkDashboard(store: Store): Promise<Check[]> {
  const { url, running, pid } = await dashboardAddress(store);
  if (running)
    return [{ name: "dashboard", level: "ok", message: `runs at ${url}${pid === undefined ? "" : ` (pid ${pid})`}` }];
  const { port } = store.settings().settings;
  const lock: Check = { name: "dashboard", level: "ok", message: "not running; nobody holds the store's lock" };
  if (await isFree(port)) return [lock, { name: "port", level: "ok", message: `${port} is free` }];
  const fix = "the dashboard takes the next free one, or set TOOLLOOP_PORT";
  return [lock, { name: "port", level: "warn", message: `${port} is used by another program`, fix }];
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ host: "127.0.0.1", port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** How surely a stop reaches every process here: what was tried, and what a run would get. */
export async function checkKillLevels(): Promise<Check[]> {
  const probes = await probeKillLevels();
  const best = probes.find((p) => p.works);
  const level = best === undefined ? "fail" : best.level === "scan" ? "warn" : "ok";
  const fix = level === "ok" ? undefined : "install perl on Linux for the level subreaper";
  const message = best === undefined ? "no way to contain a run works here" : `${best.level}: ${best.detail}`;
  const others = probes
    .filter((p) => p !== best && !p.works)
    .map((p): Check => ({ name: "kill level", level: "warn", message: `${p.level} does not work: ${p.detail}` }));
  return [{ name: "kill level", level, message, fix }, ...others];
}
