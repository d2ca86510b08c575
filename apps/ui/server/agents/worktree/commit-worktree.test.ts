import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { git } from "../../../../../tests/support/git-repo.ts";
import { caller, codeOf, exists, ID, type WorktreeFixture, worktreeFixture } from "../../../test/worktree-fixture.ts";

let t: WorktreeFixture["t"];
let repo: WorktreeFixture["repo"];
let isolated: WorktreeFixture["isolated"];
let commit: WorktreeFixture["commit"];
let merge: WorktreeFixture["merge"];
beforeEach(async () => {
  ({ t, repo, isolated, commit, merge } = await worktreeFixture());
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await t.close();
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
