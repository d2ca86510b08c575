import { rename, stat, symlink } from "node:fs/promises";
import { join } from "node:path";
import { AgentOptions, type RunStatus, type WorkspaceRecord } from "@codex-toolloop/protocol";
import { newRunId, StoreError } from "@codex-toolloop/store";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeRepo, writeFiles } from "../../../../../tests/support/git-repo.ts";
import { type TestDashboard, testDashboard, writeRun } from "../../../test/test-dashboard.ts";
import { createWorktree } from "../worktree/create-worktree.ts";

const caller = { user: "ada", via: "api" as const };

let t: TestDashboard;
beforeEach(async () => {
  t = await testDashboard();
});
afterEach(() => t.close());

const exists = async (path: string) => (await stat(path).catch(() => null)) !== null;
const refOf = ({ id, localPath, displayName }: WorkspaceRecord) => ({ id, path: localPath, name: displayName });
const remove = (id: string, deleteClone = false) => t.dashboard.agents.removeWorkspace(id, { deleteClone }, caller);

let n = 0;
/** A session with a worktree, and prompts in it that ended (or not) so. */
async function session(workspace: WorkspaceRecord, ...prompts: RunStatus[]): Promise<{ id: string; runs: string[] }> {
  const id = `se_${String(++n).padStart(16, "0")}`;
  const made = await createWorktree(t.dashboard, workspace, id);
  if (!made.ok) throw new Error(made.problem.detail);
  t.store.sessions.add({
    ...{ v: 1, id, workspaceId: workspace.id, runnerType: "replay", worktree: made.value, createdBy: "ada" },
    ...{ createdAt: new Date().toISOString(), options: AgentOptions.parse({}) },
  });
  const runs: string[] = [];
  for (const status of prompts) {
    const meta = { kind: "prompt", workflow: "prompt", sessionId: id, workspace: refOf(workspace), status } as const;
    runs.push((await writeRun(t.store, meta)).runId);
  }
  return { id, runs };
}
/** A clone of ours, with two sessions, a workflow's run beside them, and another workspace that has a session as well. */
async function world() {
  const path = await makeRepo(join(t.store.root, "workspaces/engine"));
  const clone = await t.store.workspaces.addClone({ path, sourceUri: "https://h/x", runId: newRunId() });
  if (!clone) throw new Error("not registered");
  const sessions = [await session(clone, "success", "failed"), await session(clone)];
  const other = await writeRun(t.store, { workflow: "verify", workspace: refOf(clone) });
  const neighbour = await t.store.workspaces.add(await makeRepo(join(t.dir, "neighbour")));
  const kept = await session(neighbour, "success");
  return { clone, sessions, other, neighbour, kept };
}

describe("removing a workspace", () => {
  it("names what is lost first, and then it is: sessions, their runs and worktrees, and nothing of others", async () => {
    const { clone, sessions, other, neighbour, kept } = await world();
    await writeFiles(join(t.store.root, "worktrees", sessions[1]?.id ?? ""), { "new.txt": "not committed" });
    const named = await t.dashboard.agents.removal(clone.id);
    const lost = { sessions: 2, runs: 2, other_runs: 1, live_run_ids: [], clone_path: clone.localPath };
    expect(named).toMatchObject({ ok: true, value: { ...lost, folder_deleted: false } });
    const dirty = named.ok ? named.value.worktrees.map((w) => [w.path.slice(-19), w.dirty]) : [];
    expect(new Map(dirty as [string, boolean][])).toEqual(new Map(sessions.map((s, i) => [s.id, i === 1])));

    expect(await remove(clone.id)).toMatchObject({ ok: true, value: { ...lost, folder_deleted: false } });
    for (const { id, runs } of sessions) {
      expect(t.store.sessions.get(id)).toBeNull();
      expect(await exists(join(t.store.root, "worktrees", id))).toBe(false);
      for (const runId of runs) expect(await exists(t.store.runDir(runId))).toBe(false);
    }
    expect(await t.store.workspaces.list()).toMatchObject([{ id: neighbour.id }]);
    expect([await exists(clone.localPath), await exists(t.store.runDir(other.runId))]).toEqual([true, true]);
    expect([t.store.sessions.get(kept.id)?.id, await exists(t.store.runDir(kept.runs[0] ?? ""))]).toEqual([
      kept.id,
      true,
    ]);
    expect(await remove(clone.id)).toMatchObject({ ok: false, problem: { status: 404 } });
  });

  it("is refused while a run in it is live, of a session or not, and names it", async () => {
    const { clone, neighbour } = await world();
    const prompt = (await session(clone, "running")).runs[0];
    const workflow = (await writeRun(t.store, { workflow: "verify", workspace: refOf(clone), status: "running" }))
      .runId;
    const refused = await remove(clone.id, true);
    expect(refused).toMatchObject({ ok: false, problem: { status: 409 } });
    for (const runId of [prompt, workflow]) expect(!refused.ok && refused.problem.detail).toContain(runId);
    expect([t.store.sessions.count(clone.id), await exists(clone.localPath)]).toEqual([3, true]);
    expect(await remove(neighbour.id)).toMatchObject({ ok: true });
  });

  it("that is cut short can be asked for again", async () => {
    const { clone } = await world();
    const { deleteRun } = t.store;
    let calls = 0;
    t.store.deleteRun = async (runId) => {
      if (++calls === 2) throw new StoreError("io", "the disk reported an error");
      await deleteRun(runId);
    };
    expect(await remove(clone.id, true)).toMatchObject({ ok: false, problem: { status: 503 } });
    expect([await t.store.workspaces.get(clone.id), await exists(clone.localPath)]).toMatchObject([
      { id: clone.id },
      true,
    ]);
    t.store.deleteRun = deleteRun;
    expect(await remove(clone.id, true)).toMatchObject({ ok: true, value: { folder_deleted: true } });
    expect([t.store.sessions.count(clone.id), await exists(clone.localPath)]).toEqual([0, false]);
  });

  it("deletes a clone's folder only when that is ticked, and only the clone itself", async () => {
    const { clone, neighbour } = await world();
    expect(await remove(neighbour.id, true)).toMatchObject({
      ok: true,
      value: { clone_path: null, folder_deleted: false },
    });
    expect(await exists(neighbour.localPath)).toBe(true);
    // Somebody put a link in its place: what it leads to is not ours.
    await rename(clone.localPath, join(t.dir, "moved"));
    await symlink(join(t.dir, "moved"), clone.localPath);
    expect(await remove(clone.id, true)).toMatchObject({
      ok: true,
      value: { clone_path: null, folder_deleted: false },
    });
    expect(await exists(join(t.dir, "moved/a.txt"))).toBe(true);
  });

  it("changes nothing while the dashboard is read-only", async () => {
    const { clone } = await world();
    t.answer({ authority: { held: false, readOnly: true, why: "pid 7 supervises" } });
    expect(await remove(clone.id, true)).toMatchObject({ ok: false, problem: { status: 503 } });
    expect(t.store.sessions.count(clone.id)).toBe(2);
  });
});
