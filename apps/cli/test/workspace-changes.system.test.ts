import { rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { changesWorld } from "./support/changes-world.ts";

describe("what a run changed in a git checkout", () => {
  it("is the difference to how it was found, new and deleted files with it, and nothing of the user's is touched", async () => {
    const { workspace, git, write, watch, events, read } = await changesWorld();
    write("dirty.txt", "changed before the run\n");
    write("untracked.txt", "there before the run\n");
    const index = statSync(join(workspace, ".git/index"), { bigint: true });
    const objects = git("count-objects", "-v");
    const changes = await watch();
    write("kept.txt", "one\nTWO\n");
    write("new file.txt", "hello\n");
    write("ignored.txt", "not told\n");
    rmSync(join(workspace, "untracked.txt"));
    await changes?.record();
    const diff = read("changes.diff");
    expect(diff).toContain("-two\n+TWO");
    expect(diff).toContain("+++ b/new file.txt");
    expect(diff).toContain("-there before the run");
    expect(diff).not.toMatch(/dirty|ignored|codex-toolloop/);
    expect(events).toEqual([{ type: "diff.updated", artifact: "changes.diff", files: 3 }]);
    expect(read("diff-summary.md")).toContain("| `kept.txt` | 1 | 1 |");
    expect(statSync(join(workspace, ".git/index"), { bigint: true }).mtimeNs).toBe(index.mtimeNs);
    expect(git("count-objects", "-v")).toBe(objects);
    expect(git("status", "--porcelain").split("\n").sort()).toContain('?? "new file.txt"');
  });
  it("is also known after the run has committed it", async () => {
    const { git, write, watch, read } = await changesWorld();
    const changes = await watch();
    write("kept.txt", "one\nTWO\n");
    git("commit", "-q", "-a", "-m", "second");
    await changes?.record();
    expect(read("changes.diff")).toContain("-two\n+TWO");
  });
  it("is known where git ignores the store, a part of it or all", async () => {
    for (const ignored of [
      ".codex-toolloop/*\n!.codex-toolloop/config.yaml\n",
      ".codex-toolloop/\n",
      "*.jsonl\nruns\n",
    ]) {
      const { write, watch, events, read } = await changesWorld();
      write(".gitignore", ignored);
      const changes = await watch();
      write("kept.txt", "one\nTWO\n");
      write(".codex-toolloop/dashboard.log", "the dashboard's, not the run's\n");
      await changes?.record();
      expect(events).toEqual([{ type: "diff.updated", artifact: "changes.diff", files: 1 }]);
      expect(read("changes.diff")).toContain("-two\n+TWO");
    }
  });
  it("leaves no file and no event where nothing changed", async () => {
    const { watch, events, files } = await changesWorld();
    const before = files();
    await (await watch())?.record();
    expect([files(), events]).toEqual([before, []]);
  });
  it("is not looked for in a folder without git, nor after a stop", async () => {
    for (const options of [{ git: false }, { stopped: true }]) {
      const { watch, events, files } = await changesWorld(options);
      const before = files();
      expect(await watch()).toBeNull();
      expect([files(), events]).toEqual([before, []]);
    }
  });
  it("starts no program that the repository configures", async () => {
    const { workspace, git, write, watch } = await changesWorld();
    const marker = join(workspace, "..", "started");
    writeFileSync(join(workspace, "..", "evil.sh"), `#!/bin/sh\ntouch '${marker}'\n`, { mode: 0o755 });
    const evil = join(workspace, "..", "evil.sh");
    for (const key of ["core.fsmonitor", "diff.external", "diff.x.textconv", "diff.x.command"])
      git("config", key, evil);
    write(".git/info/attributes", "*.txt diff=x\n");
    write(".git/hooks/post-index-change", `#!/bin/sh\ntouch '${marker}'\n`);
    const changes = await watch();
    write("kept.txt", "changed\n");
    await changes?.record();
    expect(statSync(marker, { throwIfNoEntry: false })).toBeUndefined();
  });
  it("is cut at a border between files where it is larger than 8 MiB, and says so", async () => {
    const { write, watch, events, read } = await changesWorld();
    const changes = await watch();
    const line = `${"é".repeat(49)}\n`;
    write("a.txt", line.repeat(30_000));
    write("b.txt", line.repeat(60_000));
    write("c.txt", line.repeat(60_000));
    await changes?.record();
    const diff = read("changes.diff");
    expect(Buffer.byteLength(diff)).toBeLessThanOrEqual(8 * 2 ** 20);
    expect(diff.match(/^diff --git .*$/gm)).toEqual(["diff --git a/a.txt b/a.txt"]);
    expect(diff.match(/^\+é+$/gm)).toHaveLength(30_000);
    expect(read("diff-summary.md")).toContain("larger than 8 MiB");
    expect(events).toEqual([{ type: "diff.updated", artifact: "changes.diff", files: 3 }]);
  });
  it("of one file larger than that holds its first lines, whole", async () => {
    const { write, watch, read } = await changesWorld();
    const changes = await watch();
    write("a.txt", `${"é".repeat(49)}\n`.repeat(120_000));
    await changes?.record();
    const diff = read("changes.diff");
    expect(Buffer.byteLength(diff)).toBeGreaterThan(8 * 2 ** 20 - 200);
    expect(diff.split("\n").at(-2)).toBe(`+${"é".repeat(49)}`);
    expect(read("diff-summary.md")).toContain("larger than 8 MiB");
  });
  it("is whole below that, also where its bytes are no UTF-8", async () => {
    const { workspace, watch, read } = await changesWorld();
    const changes = await watch();
    writeFileSync(join(workspace, "latin.txt"), Buffer.from(`${"\u00e9".repeat(99)}\n`.repeat(40_000), "latin1"));
    await changes?.record();
    expect(read("changes.diff").match(/^\+.{99}$/gm)).toHaveLength(40_000);
    expect(read("diff-summary.md")).not.toContain("larger than");
  });
  it.each(["rev-parse", "add", "write-tree"])("is given up where git %s takes more than two seconds", async (slow) => {
    const { watch, events, files, slowGit } = await changesWorld();
    const { environment, pid } = slowGit(`case "$*" in *${slow}*) echo $$ > "$PID"; exec sleep 60;; esac`);
    const before = files();
    expect(await watch(environment)).toBeNull();
    expect(events).toMatchObject([{ type: "notice", code: "changes_skipped" }]);
    expect(files()).toEqual(before);
    expect(() => process.kill(pid(), 0)).toThrow(/ESRCH/);
  });
  it("may take two seconds in all, not for each program", async () => {
    const { watch, events, slowGit } = await changesWorld();
    expect(await watch(slowGit("sleep 0.8").environment)).toBeNull();
    expect(events).toMatchObject([{ type: "notice", code: "changes_skipped" }]);
  });
});
