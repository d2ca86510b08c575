import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { git, makeRepo, writeFiles } from "../../../../../tests/support/git-repo.ts";
import { writeRun } from "../../../test/test-dashboard.ts";
import { caller, codeOf, exists, ID, type WorktreeFixture, worktreeFixture } from "../../../test/worktree-fixture.ts";
import { removeWorktree } from "./remove-worktree.ts";

let t: WorktreeFixture["t"];
let repo: WorktreeFixture["repo"];
let workspace: WorktreeFixture["workspace"];
let isolated: WorktreeFixture["isolated"];
let state: WorktreeFixture["state"];
let commit: WorktreeFixture["commit"];
let merge: WorktreeFixture["merge"];
beforeEach(async () => {
  ({ t, repo, workspace, isolated, state, commit, merge } = await worktreeFixture());
});
afterEach(async () => {
  await t.close();
});

describe("discarding and removing", () => {
  it("discards changes, commits and new files, also from another branch", async () => {
    const { path, base } = await isolated();
    await writeFiles(path, { "a.txt": "x\n", "new/deep.txt": "y\n" });
    await commit();
    await git(path, "switch", "--quiet", "-c", "astray");
    await writeFiles(path, { "b.txt": "changed\n", "more.txt": "z\n" });
    expect(codeOf(await t.dashboard.agents.discardWorktree(ID, caller))).toBe("ok");
    expect(await state()).toMatchObject({ files: [], dirty: false, commits: 0 });
    expect(await git(path, "rev-parse", "HEAD")).toBe(base);
    expect(await git(path, "symbolic-ref", "--short", "HEAD")).toBe("toolloop/01234567");
  });

  it("nothing is changed while a prompt of the session is live", async () => {
    await isolated();
    const { runId } = await writeRun(t.store, { kind: "prompt", workflow: "prompt", status: "running" });
    (await t.store.catalog()).overlay(runId, { sessionId: ID, status: "running" });
    for (const outcome of [await commit(), await merge(), await t.dashboard.agents.discardWorktree(ID, caller)])
      expect(!outcome.ok && outcome.problem).toMatchObject({ status: 409, detail: expect.stringContaining(runId) });
  });

  it("goes with its branch, and asks first where changes are in no commit", async () => {
    const ref = await isolated();
    await writeFile(join(ref.path, "a.txt"), "x\n");
    expect(codeOf(await removeWorktree(t.dashboard, ref, { workspace, discard: false }))).toBe("worktree_dirty");
    expect(await exists(ref.path)).toBe(true);
    for (let again = 0; again < 2; again++)
      expect(codeOf(await removeWorktree(t.dashboard, ref, { workspace, discard: true }))).toBe("ok");
    expect(await exists(ref.path)).toBe(false);
    expect(await git(repo, "branch", "--list", "toolloop/*")).toBe("");
    expect(await git(repo, "worktree", "list", "--porcelain")).not.toContain(ID);
  });

  it.each<[string, (path: string) => Promise<unknown>]>([
    [
      "commits that are on no branch",
      async (path) => {
        await git(path, "checkout", "--quiet", "--detach");
        await writeFile(join(path, "a.txt"), "x\n");
        await git(path, "commit", "--quiet", "-am", "on no branch");
      },
    ],
    [
      "no .git any more, in a repository around the store that ignores it",
      async (path) => {
        await git(t.dir, "init", "--quiet");
        await writeFile(join(t.dir, ".gitignore"), "*\n");
        await rm(join(path, ".git"));
      },
    ],
    [
      "a .git that names another repository",
      async (path) => {
        const clean = await makeRepo(join(t.dir, "clean"));
        await git(clean, "config", "core.worktree", clean);
        await writeFile(join(path, ".git"), `gitdir: ${clean}/.git\n`);
      },
    ],
    ["a .git that leads nowhere", (path) => writeFile(join(path, ".git"), "gitdir: /nowhere\n")],
    ["its repository gone", () => rm(repo, { recursive: true })],
  ])("asks first where it has %s: what git cannot see is not lost unasked", async (_, make) => {
    const ref = await isolated();
    await make(ref.path);
    expect(codeOf(await removeWorktree(t.dashboard, ref, { workspace, discard: false }))).toBe("worktree_dirty");
    expect(await exists(join(ref.path, "a.txt"))).toBe(true);
    expect(await t.dashboard.agents.removal(workspace.id)).toMatchObject({
      ok: true,
      value: { worktrees: [{ dirty: true }] },
    });
  });

  it("a branch with commits that nothing else holds stays; one that was merged goes", async () => {
    const ref = await isolated();
    await writeFile(join(ref.path, "a.txt"), "x\n");
    await commit();
    await removeWorktree(t.dashboard, ref, { workspace, discard: false });
    expect(await git(repo, "branch", "--list", "toolloop/*")).toContain(ref.branch);
    await git(repo, "merge", "--quiet", ref.branch);
    await removeWorktree(t.dashboard, ref, { workspace, discard: false });
    expect(await git(repo, "branch", "--list", "toolloop/*")).toBe("");
  });

  it("removes the folder also where the repository is gone, and nothing that is no session's worktree", async () => {
    const ref = await isolated();
    await rm(repo, { recursive: true });
    expect(codeOf(await removeWorktree(t.dashboard, ref, { workspace, discard: true }))).toBe("ok");
    expect(await exists(ref.path)).toBe(false);
    for (const path of [t.dir, t.store.root, join(t.store.root, "worktrees"), join(t.store.root, "worktrees/x")])
      await expect(removeWorktree(t.dashboard, { ...ref, path }, { workspace, discard: true })).rejects.toThrow();
  });
});
