import type { RunCatalog } from "@codex-toolloop/store";
import type { Supervisor } from "@codex-toolloop/supervisor";
import type { StreamHub } from "../../lib/stream-hub.ts";
import type { RunSecrets } from "../run-secrets.ts";
import type { StartContext } from "../start-run.ts";
import type { InTurn } from "./in-turn.ts";
import type { ShowSessions } from "./session/show-sessions.ts";

/** What the Agent Console stands on: what a start needs, the list of runs, and whom to tell of a change. */
export interface AgentsContext extends StartContext {
  catalog: RunCatalog;
  supervisor: Supervisor;
  hub: Pick<StreamHub, "tell">;
  show: ShowSessions;
  /** By session id, or by workspace id for what adds to it or removes it. */
  inTurn: InTurn;
  /** What a run's process gets that is written nowhere. */
  secrets: RunSecrets;
}
