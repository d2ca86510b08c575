import { appendFile, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AgentOptions, type Outcome, type SessionRecord, type WorkspaceRecord } from "@codex-toolloop/protocol";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { git, makeRepo, writeFiles } from "../../../../../tests/support/git-repo.ts";
import { type TestDashboard, testDashboard, writeRun } from "../../../test/test-dashboard.ts";
import { createWorktree } from "./create-worktree.ts";
import { removeWorktree } from "./remove-worktree.ts";

const ID = "se_0123456789abcdef";
const caller = { user: "ada", via: "api" as const };

let t: TestDashboard;
let repo: string;
let workspace: WorkspaceRecord;
beforeEach(async () => {
  t = await testDashboard();
  repo = await makeRepo(join(t.dir, "repo"), { "a.txt": "one\n", "b.txt": "two\n", "inner/c.txt": "three\n" });
  workspace = await t.store.workspaces.add(repo);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await t.close();
});

/** A session that works in a worktree of its own. */
async function isolated(of = workspace) {
  const made = await createWorktree(t.dashboard, of, ID);
  if (!made.ok) throw new Error(made.problem.detail);
  const record: SessionRecord = {
    ...{ v: 1, id: ID, workspaceId: of.id, runnerType: "replay", worktree: made.value },
    ...{ createdAt: new Date().toISOString(), createdBy: "ada", options: AgentOptions.parse({}) },
  };
  t.store.sessions.add(record);
  return made.value;
}
const state = async () => {
  const outcome = await t.dashboard.agents.worktree(ID);
  if (!outcome.ok) throw new Error(outcome.problem.detail);
  return outcome.value;
};
const commit = (message = "work") => t.dashboard.agents.commitWorktree(ID, { message }, caller);
const merge = () => t.dashboard.agents.mergeWorktree(ID, caller);
const codeOf = (outcome: Outcome<unknown>) => (outcome.ok ? "ok" : outcome.problem.type.split(":").at(-1));
const exists = async (path: string) => (await stat(path).catch(() => null)) !== null;

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

describe("committing", () => {
  it("takes the author of the user's configuration, and the message as it is", async () => {
    const { path } = await isolated();
    await writeFile(join(path, "a.txt"), "x\n");
    const done = await commit("Say more\n\nwith a body: $(id) `id`");
    expect(done.ok && done.value.commit).toBe(await git(path, "rev-parse", "HEAD"));
    expect(await git(path, "log", "-1", "--format=%an <%ae>|%B")).toBe(
      "Grace <grace@example.org>|Say more\n\nwith a body: $(id) `id`",
    );
    expect(codeOf(await commit())).toBe("nothing_to_commit");
  });

  it("without a name in the configuration says what to set, and stages nothing", async () => {
    const { path } = await isolated();
    await git(repo, "config", "--unset", "user.name");
    await git(repo, "config", "--unset", "user.email");
    vi.stubEnv("GIT_CONFIG_GLOBAL", "/dev/null");
    vi.stubEnv("GIT_CONFIG_SYSTEM", "/dev/null");
    await writeFile(join(path, "new.txt"), "x\n");
    const refused = await commit();
    expect(refused).toMatchObject({ ok: false, problem: { status: 409 } });
    expect(!refused.ok && refused.problem.detail).toContain("git config --global user.name");
    expect(await git(path, "diff", "--cached", "--name-only")).toBe("");
  });

  it.each([{}, { message: " " }, { message: "x", more: 1 }, { message: "a\0b" }])("refuses %j", async (body) => {
    await isolated();
    expect(await t.dashboard.agents.commitWorktree(ID, body, caller)).toMatchObject({
      ok: false,
      problem: { status: 400 },
    });
  });

  it("runs no hook, whoever wrote it", async () => {
    const { path } = await isolated();
    for (const name of ["pre-commit", "commit-msg", "post-commit", "pre-merge-commit", "post-merge"])
      await writeFile(join(repo, ".git/hooks", name), `#!/bin/sh\ntouch ${join(t.dir, "hooked")}\nexit 1\n`, {
        mode: 0o755,
      });
    await writeFile(join(path, "a.txt"), "x\n");
    expect([codeOf(await commit()), codeOf(await merge())]).toEqual(["ok", "ok"]);
    expect(await exists(join(t.dir, "hooked"))).toBe(false);
  });
});

describe("merging", () => {
  it("makes a merge commit in the user's folder, beside changes that it does not touch", async () => {
    const { path } = await isolated();
    await writeFile(join(path, "a.txt"), "better\n");
    expect(codeOf(await merge())).toBe("worktree_dirty");
    await commit();
    await writeFile(join(repo, "b.txt"), "mine\n");
    const merged = await merge();
    expect(merged.ok && merged.value.commit).toBe(await git(repo, "rev-parse", "HEAD"));
    expect(await git(repo, "log", "-1", "--format=%s|%p")).toMatch(
      /^Merge branch 'toolloop\/01234567' into main\|\w+ \w+$/,
    );
    expect(await readFile(join(repo, "a.txt"), "utf8")).toBe("better\n");
    expect(await readFile(join(repo, "b.txt"), "utf8")).toBe("mine\n");
    expect(codeOf(await merge())).toBe("nothing_to_merge");
  });

  it("leaves nothing that the base branch does not have; what comes then counts alone, and alone is discarded", async () => {
    const { path } = await isolated();
    await writeFile(join(path, "a.txt"), "better\n");
    await commit();
    await merge();
    await git(repo, "commit", "--quiet", "--allow-empty", "-m", "the user goes on");
    const merged = await git(path, "rev-parse", "HEAD");
    expect(await state()).toMatchObject({ base: merged, files: [], diff: "", commits: 0, dirty: false });
    await writeFile(join(path, "b.txt"), "next\n");
    await commit();
    expect(await state()).toMatchObject({ files: [{ path: "b.txt" }], commits: 1 });
    expect(codeOf(await t.dashboard.agents.discardWorktree(ID, caller))).toBe("ok");
    expect(await git(path, "rev-parse", "HEAD")).toBe(merged);
    expect(await readFile(join(path, "a.txt"), "utf8")).toBe("better\n");
  });

  it("what the worktree took from the base branch is no work of its own; without that branch the first base counts", async () => {
    const { path } = await isolated();
    await inRepo("mine\n");
    await writeFile(join(path, "b.txt"), "theirs\n");
    await commit();
    await git(path, "merge", "--quiet", "--no-edit", "main");
    expect((await state()).files.map((f) => f.path)).toEqual(["b.txt"]);
    await git(repo, "branch", "--quiet", "-m", "main", "trunk");
    expect((await state()).files.map((f) => f.path)).toEqual(["a.txt", "b.txt"]);
  });

  it("a conflict says what conflicts, that nothing was changed, and what to do", async () => {
    await ready();
    await inRepo("mine\n");
    const refused = await merge();
    expect(!refused.ok && refused.problem.detail).toBe(
      `main and the worktree both changed a.txt, each in another way. Nothing was changed in your folder. Run git merge main in ${join(t.store.root, "worktrees", ID)}, solve the conflicts, commit, and merge again; or ask the agent to do it.`,
    );
  });

  /** All that a refused merge must leave as it was. */
  const face = async () => ({
    head: await git(repo, "rev-parse", "HEAD"),
    status: await git(repo, "status", "--porcelain"),
    a: await readFile(join(repo, "a.txt"), "utf8"),
  });
  const ready = async () => {
    const { path } = await isolated();
    await writeFile(join(path, "a.txt"), "theirs\n");
    await commit();
  };
  const inRepo = async (text: string) => {
    await writeFile(join(repo, "a.txt"), text);
    await git(repo, "commit", "--quiet", "-am", "mine");
  };
  it.each<[string, string, () => Promise<unknown>]>([
    ["conflict", "a.txt", () => inRepo("mine\n")],
    ["local_changes", "a.txt", () => writeFile(join(repo, "a.txt"), "mine, not committed\n")],
    ["wrong_branch", "git switch main", () => git(repo, "switch", "--quiet", "-c", "else")],
    ["wrong_branch", "on no branch", () => git(repo, "checkout", "--quiet", "--detach")],
  ])("is refused as %s naming %s, and nothing has changed", async (code, word, prepare) => {
    await ready();
    await prepare();
    const before = await face();
    const refused = await merge();
    expect(refused).toMatchObject({ ok: false, problem: { status: 409, type: `urn:codex-toolloop:${code}` } });
    expect(!refused.ok && refused.problem.detail).toContain(word);
    expect(await face()).toEqual(before);
  });

  it("is refused while the user is in the middle of a merge", async () => {
    await ready();
    await git(repo, "switch", "--quiet", "-c", "side");
    await inRepo("side\n");
    await git(repo, "switch", "--quiet", "main");
    await inRepo("main\n");
    await git(repo, "merge", "side").catch(() => undefined);
    const before = await face();
    expect(codeOf(await merge())).toBe("merge_under_way");
    expect(await face()).toEqual(before);
  });
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
