import { stat } from "node:fs/promises";
import { join } from "node:path";
import { AgentOptions, type Outcome, type SessionRecord, type WorkspaceRecord } from "@codex-toolloop/protocol";
import { makeRepo } from "../../../tests/support/git-repo.ts";
import { createWorktree } from "../server/agents/worktree/create-worktree.ts";
import { type TestDashboard, testDashboard } from "./test-dashboard.ts";

/** The session whose worktree is tested. */
export const ID = "se_0123456789abcdef";
export const caller = { user: "ada", via: "api" as const };

/** A dashboard with one repository as a workspace, for tests of worktrees. */
export interface WorktreeFixture {
  t: TestDashboard;
  repo: string;
  workspace: WorkspaceRecord;
  /** Makes the session that works in a worktree of its own. */
  isolated(of?: WorkspaceRecord): Promise<NonNullable<SessionRecord["worktree"]>>;
  state(): Promise<WorktreeStateValue>;
  commit(message?: string): ReturnType<TestDashboard["dashboard"]["agents"]["commitWorktree"]>;
  merge(): ReturnType<TestDashboard["dashboard"]["agents"]["mergeWorktree"]>;
}
type WorktreeStateValue = Extract<
  Awaited<ReturnType<TestDashboard["dashboard"]["agents"]["worktree"]>>,
  { ok: true }
>["value"];

export async function worktreeFixture(): Promise<WorktreeFixture> {
  const t = await testDashboard();
  const repo = await makeRepo(join(t.dir, "repo"), { "a.txt": "one\n", "b.txt": "two\n", "inner/c.txt": "three\n" });
  const workspace = await t.store.workspaces.add(repo);
  return {
    t,
    repo,
    workspace,
    async isolated(of = workspace) {
      const made = await createWorktree(t.dashboard, of, ID);
      if (!made.ok) throw new Error(made.problem.detail);
      t.store.sessions.add({
        ...{ v: 1, id: ID, workspaceId: of.id, runnerType: "replay", worktree: made.value },
        ...{ createdAt: new Date().toISOString(), createdBy: "ada", options: AgentOptions.parse({}) },
      });
      return made.value;
    },
    async state() {
      const outcome = await t.dashboard.agents.worktree(ID);
      if (!outcome.ok) throw new Error(outcome.problem.detail);
      return outcome.value;
    },
    commit: (message = "work") => t.dashboard.agents.commitWorktree(ID, { message }, caller),
    merge: () => t.dashboard.agents.mergeWorktree(ID, caller),
  };
}

/** `ok`, or the last word of the problem's type. */
export function codeOf(outcome: Outcome<unknown>): string | undefined {
  return outcome.ok ? "ok" : outcome.problem.type.split(":").at(-1);
}

export async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}
