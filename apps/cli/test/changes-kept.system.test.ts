import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { changesWorld } from "./support/changes-world.ts";

describe("a look at what a run has changed so far", () => {
  it("names files with their counts: new, renamed, deleted, binary; several may look at a time", async () => {
    const { workspace, git, write, watch } = await changesWorld();
    write("long.txt", "a\nb\nc\nd\ne\nf\n");
    git("add", "-A");
    git("commit", "-qm", "second");
    const changes = await watch();
    expect(await changes?.look()).toEqual({ files: [], diff: "", cut: false });
    renameSync(join(workspace, "long.txt"), join(workspace, "moved.txt"));
    writeFileSync(join(workspace, "image.bin"), Buffer.from([0, 1, 2, 0]));
    write("new file.txt", "hello\n");
    rmSync(join(workspace, "dirty.txt"));
    const looks = await Promise.all([changes?.look(), changes?.look()]);
    expect(looks[1]).toEqual(looks[0]);
    expect(looks[0]).toMatchObject({ cut: false, diff: expect.stringContaining("Binary files") });
    expect(looks[0]?.files).toEqual([
      { path: "dirty.txt", added: 0, deleted: 1 },
      { path: "image.bin" },
      { path: "moved.txt", from: "long.txt", added: 0, deleted: 0 },
      { path: "new file.txt", added: 1, deleted: 0 },
    ]);
  });

  it("is cut at whole files where less is wanted", async () => {
    const { write, watch } = await changesWorld();
    const changes = await watch();
    write("kept.txt", "other\n");
    write("z.txt", "line\n".repeat(1000));
    const look = await changes?.look({ maxBytes: 1000 });
    expect(look).toMatchObject({ cut: true, files: [{ path: "kept.txt" }, { path: "z.txt" }] });
    expect(look?.diff.match(/^diff --git .*$/gm)).toEqual(["diff --git a/kept.txt b/kept.txt"]);
  });
});

describe("the first state, kept for whoever goes on with the run", () => {
  it("a run that goes on, and one that goes on with that, tell the whole chain's changes", async () => {
    const { git, write, watch, writer, newRun } = await changesWorld();
    write("dirty.txt", "changed before the first run\n");
    write("untracked.txt", "there before\n");
    await watch(process.env, { keep: {} });
    write("kept.txt", "one\nTWO\n");
    git("add", "-A");
    git("commit", "-qm", "by the first run, which was then killed");
    const second = await newRun();
    await watch(process.env, { writer: second, keep: { from: writer.runDir } });
    write("new.txt", "by the second\n");
    const third = await newRun();
    const changes = await watch(process.env, { writer: third, keep: { from: second.runDir } });
    const files = await changes?.record();
    expect(files?.map((f) => f.path)).toEqual(["kept.txt", "new.txt"]);
  });

  it("is in no list of files, and is read by nobody", async () => {
    const { store, watch, write, writer } = await changesWorld();
    write("untracked.txt", "a secret\n");
    const changes = await watch(process.env, { keep: {} });
    await changes?.record();
    expect(existsSync(join(writer.runDir, ".changes.tmp/baseline.json"))).toBe(true);
    expect(existsSync(join(writer.runDir, ".changes.tmp/look"))).toBe(false);
    const runId = writer.runDir.split("/").at(-1) ?? "";
    expect((await store.listArtifacts(runId)).filter((f) => f.path.includes("changes"))).toEqual([]);
    expect(await store.readArtifact(runId, ".changes.tmp/baseline.json")).toBeNull();
  });

  it("outlives a gc that takes what was only staged", async () => {
    const { git, write, watch, workspace, writer, newRun } = await changesWorld();
    write("kept.txt", "staged before the run\n");
    write("staged.txt", "new and staged\n");
    git("add", "-A");
    await watch(process.env, { keep: {} });
    write("kept.txt", "by the run\n");
    rmSync(join(workspace, "staged.txt"));
    git("add", "-A");
    git("gc", "-q", "--prune=now");
    const second = await newRun();
    const changes = await watch(process.env, { writer: second, keep: { from: writer.runDir } });
    const look = await changes?.look();
    expect(look?.files.map((f) => f.path)).toEqual(["kept.txt", "staged.txt"]);
    expect(look?.diff).toContain("-staged before the run\n+by the run");
    expect(look?.diff).toContain("-new and staged");
  });

  it("is taken anew, and said so, where the earlier run has none", async () => {
    const { git, write, watch, events, newRun } = await changesWorld();
    const earlier = await newRun();
    write("kept.txt", "by the earlier run\n");
    const changes = await watch(process.env, { keep: { from: earlier.runDir } });
    write("new.txt", "by this one\n");
    // As an agent may, where the store is not ignored.
    git("add", "-A");
    expect((await changes?.record())?.map((f) => f.path)).toEqual(["new.txt"]);
    expect(events[0]).toMatchObject({ type: "notice", code: "changes_skipped" });
  });

  it("a folder without git is told, once", async () => {
    const { watch, events } = await changesWorld({ git: false });
    expect(await watch(process.env, { keep: {} })).toBeNull();
    expect(events).toMatchObject([{ type: "notice", message: expect.stringContaining("no git checkout") }]);
  });

  it("after a stop the changes are recorded for as long as there is time", async () => {
    const { write, watch, read } = await changesWorld();
    const stop = new AbortController();
    const changes = await watch(process.env, { signal: stop.signal, afterStopMs: 5000 });
    write("kept.txt", "one\nTWO\n");
    stop.abort("stop_requested");
    expect(await changes?.look()).toMatchObject({ files: [{ path: "kept.txt", added: 1, deleted: 1 }] });
    await changes?.record();
    expect(read("changes.diff")).toContain("+TWO");
  });

  it("after a stop without time for it, nothing is said of them", async () => {
    const { write, watch, files } = await changesWorld();
    const stop = new AbortController();
    const changes = await watch(process.env, { signal: stop.signal });
    write("kept.txt", "one\nTWO\n");
    stop.abort("stop_requested");
    expect(await changes?.look()).toBeNull();
    expect(await changes?.record()).toBeUndefined();
    expect(files()).not.toContain("changes.diff");
  });
});

describe("what a run has changed so far, kept for who is asked about it", () => {
  it("is written and told where it is news, and follows what happens then", async () => {
    const { write, watch, events, read, files } = await changesWorld();
    const changes = await watch(process.env, { keep: {} });
    await changes?.save();
    expect([events, files().includes("changes.diff")]).toEqual([[], false]);
    write("kept.txt", "one\nTWO\n");
    await changes?.save();
    await changes?.save();
    expect(read("changes.diff")).toContain("+TWO");
    const told = { type: "diff.updated", artifact: "changes.diff", files: 1 };
    expect(events).toEqual([told]);
    write("kept.txt", "one\ntwo\n");
    expect(await changes?.record()).toEqual([]);
    expect(read("changes.diff")).toBe("");
    expect(events).toEqual([told, { ...told, files: 0 }]);
  });
});
