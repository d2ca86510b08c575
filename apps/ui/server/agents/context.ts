import type { RunCatalog } from "@codex-toolloop/store";
import type { Supervisor } from "@codex-toolloop/supervisor";
import type { StreamHub } from "../../lib/stream-hub.ts";
import type { StartContext } from "../start-run.ts";

/** What the Agent Console stands on: what a start needs, the list of runs, and whom to tell of a change. */
export interface AgentsContext extends StartContext {
  catalog: RunCatalog;
  supervisor: Supervisor;
  hub: Pick<StreamHub, "tell">;
  /** The bundled CLI's `main.mjs`: what this machine has of each runner it alone knows. */
  cliProgram: string;
  /** Environment of this process, for the CLI that looks for the vendors' programs. */
  env: NodeJS.ProcessEnv;
}
