import { appendFile, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { git, makeRepo, writeFiles } from "../../../../../tests/support/git-repo.ts";
import { caller, codeOf, exists, ID, type WorktreeFixture, worktreeFixture } from "../../../test/worktree-fixture.ts";
import { createWorktree } from "./create-worktree.ts";

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

describe("creating", () => {
  it("makes a checkout of HEAD below the store, on a branch of its own, and leaves the user's folder alone", async () => {
    await appendFile(join(repo, "a.txt"), "not committed\n");
    const before = await git(repo, "status", "--porcelain");
    const ref = await isolated();
    expect(ref).toEqual({
      path: join(t.store.root, "worktrees", ID),
      branch: "toolloop/01234567",
      base: await git(repo, "rev-parse", "HEAD"),
      baseBranch: "main",
    });
    expect(await readFile(join(ref.path, "a.txt"), "utf8")).toBe("one\n");
    expect(await git(repo, "status", "--porcelain")).toBe(before);
    expect(await git(repo, "symbolic-ref", "HEAD")).toBe("refs/heads/main");
  });

  it("of a folder inside a repository it is that folder of the checkout", async () => {
    const inner = await t.store.workspaces.add(join(repo, "inner"));
    const ref = await isolated(inner);
    expect(ref.path).toBe(join(t.store.root, "worktrees", ID, "inner"));
    await writeFile(join(ref.path, "c.txt"), "changed\n");
    expect((await state()).files).toEqual([{ path: "inner/c.txt", change: "update", binary: false }]);
  });

  it("takes a longer name where the branch is there already, and no base branch from a detached HEAD", async () => {
    await git(repo, "branch", "toolloop/01234567");
    await git(repo, "checkout", "--quiet", "--detach");
    const ref = await isolated();
    expect(ref).toMatchObject({ branch: "toolloop/0123456789abcdef" });
    expect(ref.baseBranch).toBeUndefined();
    await writeFile(join(ref.path, "a.txt"), "x\n");
    await commit();
    expect(codeOf(await merge())).toBe("no_base_branch");
  });

  it.each([
    ["no_repository", async (dir: string) => void (await writeFiles(dir, { "x.txt": "" }))],
    ["no_commit", async (dir: string) => void (await git(join(dir, ".."), "init", "--quiet", dir))],
  ])("is refused with the reason: %s", async (code, make) => {
    const dir = join(t.dir, "other");
    await make(dir);
    const other = await t.store.workspaces.add(dir);
    const made = await createWorktree(t.dashboard, other, ID);
    expect(made).toMatchObject({ ok: false, problem: { status: 409, type: `urn:codex-toolloop:${code}` } });
    expect(await exists(join(t.store.root, "worktrees", ID))).toBe(false);
  });

  it("what fails half way leaves neither a folder nor a branch", async () => {
    await writeFiles(join(t.store.root, "worktrees", ID), { "in-the-way.txt": "" });
    expect(codeOf(await createWorktree(t.dashboard, workspace, ID))).toBe("git_failed");
    expect(await git(repo, "branch", "--list", "toolloop/*")).toBe("");
    expect(await git(repo, "worktree", "list", "--porcelain")).not.toContain(ID);
  });

  it("runs no hook of the repository", async () => {
    const hook = join(repo, ".git/hooks/post-checkout");
    await writeFile(hook, `#!/bin/sh\ntouch ${join(t.dir, "hooked")}\n`, { mode: 0o755 });
    await isolated();
    expect(await exists(join(t.dir, "hooked"))).toBe(false);
  });
});

describe("its state", () => {
  it("has everything since the base: committed, changed, deleted, new and binary, and not what is ignored", async () => {
    const { path } = await isolated();
    await writeFiles(path, { "a.txt": "one\nmore\n", "committed.txt": "c\n", ".gitignore": "*.tmp\n" });
    await commit("one commit");
    await rm(join(path, "b.txt"));
    await writeFiles(path, { "new file.txt": "new\n", "x.tmp": "ignored\n", "umlaut-ü.txt": "ü\n" });
    await writeFile(join(path, "picture.bin"), Buffer.from([0, 1, 2, 0, 255]));
    const now = await state();
    expect(now.files).toEqual([
      { path: ".gitignore", change: "add", binary: false },
      { path: "a.txt", change: "update", binary: false },
      { path: "b.txt", change: "delete", binary: false },
      { path: "committed.txt", change: "add", binary: false },
      { path: "new file.txt", change: "add", binary: false },
      { path: "picture.bin", change: "add", binary: true },
      { path: "umlaut-ü.txt", change: "add", binary: false },
    ]);
    expect(now).toMatchObject({ present: true, dirty: true, commits: 1, truncated: false, base_branch: "main" });
    expect(now.size).toBeGreaterThan(0);
    expect(now.diff).toContain("+more");
    expect(now.diff).toContain("+new");
    // Looking changed nothing: what is staged there is the agent's affair.
    expect(await git(path, "diff", "--cached", "--name-only")).toBe("");
    await commit("the rest");
    expect(await state()).toMatchObject({ dirty: false, commits: 2, files: now.files });
  });

  it("of a diff over 8 MiB has whole files and says that it was cut", async () => {
    const { path } = await isolated();
    await writeFiles(path, { "a-small.txt": "small\n", "z-large.txt": `${"x".repeat(99)}\n`.repeat(100_000) });
    const now = await state();
    expect(now.truncated).toBe(true);
    expect(now.files.map((f) => f.path)).toEqual(["a-small.txt", "z-large.txt"]);
    expect(now.diff).toContain("+small");
    expect(now.diff).not.toContain("xxx");
  });

  it("says that it is gone; and of a session without one, or none, that there is none", async () => {
    const { path } = await isolated();
    await rm(path, { recursive: true });
    expect(await state()).toMatchObject({ present: false, files: [], dirty: false });
    expect(codeOf(await commit())).toBe("worktree_missing");
    expect(codeOf(await t.dashboard.agents.worktree("se_ffffffffffffffff"))).toBe("no_such_session");
  });

  it("never works on another repository that its .git was made to name, nor on one around the store", async () => {
    const { path } = await isolated();
    const victim = await makeRepo(join(t.dir, "victim"));
    await writeFile(join(victim, "a.txt"), "precious\n");
    await git(t.dir, "init", "--quiet");
    for (const lure of [`gitdir: ${victim}/.git\n`, undefined]) {
      await rm(join(path, ".git"));
      if (lure) await writeFile(join(path, ".git"), lure);
      for (const outcome of [await commit(), await merge(), await t.dashboard.agents.discardWorktree(ID, caller)])
        expect(codeOf(outcome)).toBe("worktree_missing");
    }
    expect(await readFile(join(victim, "a.txt"), "utf8")).toBe("precious\n");
    expect(await git(victim, "log", "--format=%s")).toBe("first");
  });
});
