import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { isFinal, type RunEvent } from "@codex-toolloop/protocol";
import { openStore, type Store } from "@codex-toolloop/store";
import { vendorEnvironment, vendorPrograms } from "../agents/support/vendor-environment.ts";
import { startModelServer } from "../support/model-server/model-server.ts";
import type { ModelServer } from "../support/model-server/script.ts";

export type Vendor = "codex" | "claude";

export const ROOT = dirname(dirname(import.meta.dirname));
export const RECORDINGS = join(ROOT, "packages/runners/recordings");
const CLI = join(ROOT, "apps/cli/dist/main.mjs");
/** How long the person needs who approves, milliseconds. */
const READS_FOR_MS = 1800;

/** Where a recording is made: real agents, a scripted model, a project and a store of its own. */
export interface Stage {
  server: ModelServer;
  store: Store;
  /** An empty folder for the project. */
  cwd: string;
  /** Paths that no recording may hold, the longest first. */
  paths: string[];
  cli(...args: string[]): string;
  /** Version of a vendor's program. */
  version(vendor: Vendor): string;
  /** Approves what is asked, as a person would, until the run has ended. @returns its events; throws unless it succeeded. */
  watch(runId: string): Promise<RunEvent[]>;
  close(): Promise<void>;
}

/**
 * Sets a stage. Needs the vendors' packages (npm run test:agents installs them) and the bundled CLI (node scripts/build.mjs).
 * @param before called with a script's name before each answer of the model, which waits for it.
 */
export async function openStage(before?: (name: string) => Promise<void>): Promise<Stage> {
  const server = await startModelServer(before);
  const vendors = await vendorEnvironment(server.url);
  const base = realpathSync(mkdtempSync(join(tmpdir(), "toolloop-record-")));
  // Below the temporary directory codex can set up no sandbox.
  const cwd = join(vendors.folder, "demo");
  mkdirSync(cwd);
  const store = await openStore(join(base, "store"), { create: true });
  const env = {
    ...process.env,
    ...vendors.env,
    TOOLLOOP_HOME: store.root,
    TOOLLOOP_CODEX_BIN: vendorPrograms().codex,
  };
  const cli = (...args: string[]) => execFileSync(process.execPath, [CLI, ...args], { cwd, env, encoding: "utf8" });
  return {
    server,
    store,
    cwd,
    paths: [cwd, vendors.folder, base],
    cli,
    version(vendor) {
      const runners: { runner: string; version: string }[] = JSON.parse(cli("runners", "--json"));
      const found = runners.find((r) => r.runner === vendor);
      if (!found) throw new Error(`${vendor} is not known`);
      return found.version;
    },
    async watch(runId) {
      const events = await watch(store, runId);
      const meta = await store.readMeta(runId);
      if (meta?.status !== "success") throw new Error(`${meta?.workflow}: ${meta?.status} ${meta?.detail}`);
      return events;
    },
    async close() {
      await store.close();
      await vendors.remove();
      rmSync(base, { recursive: true, force: true });
      await server.close();
    },
  };
}

function watch(store: Store, runId: string): Promise<RunEvent[]> {
  return new Promise((resolve, reject) => {
    const events: RunEvent[] = [];
    const approve = (approvalId: string) => {
      const line = { v: 1 as const, at: new Date().toISOString(), by: "ada", type: "approval" as const };
      store.appendControl(runId, { ...line, approvalId, decision: "approve_for_session" }).catch(reject);
    };
    const unfollow = store.followRun(runId, {
      from: 0,
      onEvents(batch) {
        for (const { event } of batch.events) {
          if (event.unknown) continue;
          events.push(event);
          if (event.type === "approval.requested") setTimeout(() => approve(event.approvalId), READS_FOR_MS);
        }
      },
      onLog() {},
      onState() {
        store.readMeta(runId).then((meta) => {
          if (!meta || !isFinal(meta.status) || events.at(-1)?.type !== "run.finished") return;
          unfollow();
          resolve(events);
        }, reject);
      },
    });
  });
}
