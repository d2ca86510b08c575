import { refuse } from "@codex-toolloop/protocol";
import type { AgentsService } from "../../lib/contract.ts";

const later = async () => refuse(501, "not_there_yet", "Not there yet", "This part comes with the Agent Console.");

/** The Agent Console's service. In the making: each concern brings its functions. */
export function createAgents(): AgentsService {
  return {
    runners: async () => [],
    workspaces: async () => [],
    workspace: async () => null,
    importLocal: later,
    importGit: later,
    scan: async () => ({ roots: [], folders: [], truncated: false }),
    removal: later,
    removeWorkspace: later,
    files: async () => [],
    sessions: async () => [],
    session: async () => null,
    createSession: later,
    removeSession: later,
    sessionRuns: async () => null,
    prompt: later,
    decide: later,
    steer: later,
    worktree: later,
    commitWorktree: later,
    mergeWorktree: later,
    discardWorktree: later,
    close() {},
  };
}
