import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { git } from "../../../../../tests/support/git-repo.ts";
import { caller, codeOf, ID, type WorktreeFixture, worktreeFixture } from "../../../test/worktree-fixture.ts";

let t: WorktreeFixture["t"];
let repo: WorktreeFixture["repo"];
let isolated: WorktreeFixture["isolated"];
let state: WorktreeFixture["state"];
let commit: WorktreeFixture["commit"];
let merge: WorktreeFixture["merge"];
beforeEach(async () => {
  ({ t, repo, isolated, state, commit, merge } = await worktreeFixture());
});
afterEach(async () => {
  await t.close();
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
