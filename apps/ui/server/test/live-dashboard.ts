import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore, type Store } from "@codex-toolloop/store";
import { createSupervisor } from "@codex-toolloop/supervisor";
import type { Dashboard } from "../../lib/contract.ts";
import { setDashboard } from "../../lib/server.ts";
import { createDashboard } from "../create-dashboard.ts";
import { createLog } from "../log.ts";
import { createRunSecrets, withSecrets } from "../run-secrets.ts";

export interface LiveDashboard {
  dashboard: Dashboard;
  store: Store;
  /** A scratch folder beside the store. */
  dir: string;
  close(): Promise<void>;
}

/**
 * A dashboard with a real store and a real supervisor in a temporary directory, without HTTP and without Next. Its runs
 * are executed by `program` (argv without the run directory), default one that ends at once.
 */
export async function liveDashboard(
  options: { env?: Record<string, string>; program?: string[]; runEnv?: Record<string, string> } = {},
): Promise<LiveDashboard> {
  const dir = await mkdtemp(join(tmpdir(), "toolloop-ui-"));
  const store = await openStore(join(dir, "store"), { create: true, env: options.env ?? {} });
  const log = createLog({ verbose: false, redactor: () => store.redactor() });
  const program = options.program ?? [process.execPath, "-e", "0"];
  const secrets = createRunSecrets();
  const env = { PATH: process.env.PATH ?? "", ...options.runEnv };
  const supervisor = createSupervisor({
    store,
    commandFor: (request, runDir) => withSecrets(secrets, request, { argv: [...program, runDir], cwd: dir, env }),
    killLevel: process.platform === "linux" ? "subreaper" : "scan",
    checkEveryMs: 200,
  });
  await supervisor.start();
  const dashboard = createDashboard({
    store,
    catalog: await store.catalog(),
    supervisor,
    root: dir,
    version: "0.0.0",
    address: "http://127.0.0.1:4590/",
    killLevel: "subreaper",
    probes: [],
    auth: { mode: "peer", enforcement: [] },
    log,
    secrets,
  });
  setDashboard(dashboard);
  return {
    dashboard,
    store,
    dir,
    async close() {
      setDashboard(undefined);
      dashboard.agents.close();
      await supervisor.shutdown({ hurry: true });
      dashboard.hub.close();
      await store.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
