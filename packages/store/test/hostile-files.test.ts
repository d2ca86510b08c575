import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { newRun, tempDir, tempStore } from "./support/temp-store.ts";

const asRoot = process.getuid?.() === 0;

test("FIFOs in place of every file of a run are no files, and never a hang", async () => {
  const store = await tempStore();
  const runId = await newRun(store);
  const dir = store.runDir(runId);
  const names = ["request.json", "meta.json", "exit.json", "control.jsonl", "events.jsonl", "output.log", "report.md"];
  for (const name of names) {
    rmSync(join(dir, name), { force: true });
    execFileSync("mkfifo", [join(dir, name)]);
  }
  const all = await Promise.all([
    store.readRequest(runId),
    store.readMeta(runId),
    store.readExit(runId),
    store.readArtifact(runId, "report.md"),
  ]);
  expect(all).toEqual([null, null, null, null]);
  expect(await store.readControl(runId)).toEqual([]);
  expect((await store.readEvents(runId, { from: 0 })).events).toEqual([]);
  expect((await store.readLog(runId, { offset: 0, isFinal: true })).content).toBe("");
  expect(await store.listArtifacts(runId)).toEqual([]);
  expect(() => store.openRunWriter(runId)).toThrow();
});

test("links are no artifacts: of files, of folders, of the run directory itself", async () => {
  const store = await tempStore();
  const runId = await newRun(store);
  const dir = store.runDir(runId);
  const outside = tempDir();
  writeFileSync(join(outside, "secret.txt"), "outside");
  symlinkSync(join(outside, "secret.txt"), join(dir, "link.txt"));
  symlinkSync(outside, join(dir, "folder"));
  symlinkSync(dir, join(dir, "self"));
  expect(await store.readArtifact(runId, "link.txt")).toBeNull();
  expect(await store.readArtifact(runId, "folder/secret.txt")).toBeNull();
  expect((await store.listArtifacts(runId)).map((a) => a.path)).toEqual(["request.json"]);
  rmSync(dir, { recursive: true });
  symlinkSync(outside, dir);
  writeFileSync(join(outside, "meta.json"), "{}");
  expect(await store.readArtifact(runId, "meta.json")).toBeNull();
  expect(await store.readMeta(runId)).toBeNull();
});

test("no path leads out of the run directory", async () => {
  const store = await tempStore();
  const runId = await newRun(store);
  for (const path of [
    "../../config.yaml",
    "/etc/passwd",
    "a/../../x",
    "..",
    ".",
    "",
    "request.json\0",
    "./request.json",
    "a//b",
    "request.json/x",
  ])
    expect(await store.readArtifact(runId, path), JSON.stringify(path)).toBeNull();
  expect((await store.readArtifact(runId, "request.json"))?.info.kind).toBe("json");
});

test.runIf(asRoot)("devices are no files", async () => {
  const store = await tempStore();
  const runId = await newRun(store);
  execFileSync("mknod", [join(store.runDir(runId), "zero"), "c", "1", "5"]);
  expect(await store.readArtifact(runId, "zero")).toBeNull();
});

test("a folder with more files than any run makes is listed in part", async () => {
  const store = await tempStore();
  const runId = await newRun(store);
  const dir = join(store.runDir(runId), "many");
  mkdirSync(dir);
  for (let i = 0; i < 1200; i++) writeFileSync(join(dir, `f${i}`), "");
  let deep = store.runDir(runId);
  for (let i = 0; i < 20; i++) {
    deep = join(deep, "d");
    mkdirSync(deep);
    writeFileSync(join(deep, "f"), "");
  }
  expect((await store.listArtifacts(runId)).length).toBeLessThanOrEqual(1000);
});

test("an artifact is redacted and read in pieces", async () => {
  const store = await tempStore();
  const runId = await newRun(store);
  const writer = store.openRunWriter(runId);
  writer.writeFile("final-report.md", "# Report\npassword=hunter2\nend\n");
  writer.close();
  const first = await store.readArtifact(runId, "final-report.md", { maxBytes: 20 });
  const second = await store.readArtifact(runId, "final-report.md", { offset: first?.nextOffset ?? 0 });
  expect(`${first?.content}${second?.content}`).toBe("# Report\npassword=*******\nend\n");
  expect(first?.info).toMatchObject({ kind: "markdown", size: 30 });
});

test("names with line breaks are listed and read; names that are no UTF-8 are left out", async () => {
  const store = await tempStore();
  const runId = await newRun(store);
  const dir = store.runDir(runId);
  writeFileSync(join(dir, "two\nlines.txt"), "x");
  writeFileSync(Buffer.concat([Buffer.from(`${dir}/`), Buffer.from([0xff, 0xfe, 0x2e, 0x74])]), "x");
  expect((await store.listArtifacts(runId)).map((a) => a.path)).toEqual(["request.json", "two\nlines.txt"]);
  expect((await store.readArtifact(runId, "two\nlines.txt"))?.content).toBe("x");
});

test("events with \\r\\n, NUL bytes, an empty line, a byte order mark and a line over 256 KiB: the good ones come", async () => {
  const store = await tempStore();
  const runId = await newRun(store);
  const at = new Date().toISOString();
  const line = (seq: number, message: string) =>
    JSON.stringify({ v: 1, runId, seq, at, type: "notice", level: "info", message });
  const bad = ["\0\0\0", "[]", `\uFEFF${line(9, "marked")}`, line(9, "x".repeat(300_000)).slice(0, -1)];
  const text = [bad[2], `${line(0, "crlf")}\r`, "", bad[0], line(1, "nul \0"), bad[3], bad[1], line(2, "end")].join(
    "\n",
  );
  writeFileSync(join(store.runDir(runId), "events.jsonl"), text);
  const got: number[] = [];
  let skipped = 0;
  for (let from = 0; ; ) {
    const page = await store.readEvents(runId, { from, isFinal: true });
    got.push(...page.events.map((e) => e.event.seq));
    skipped += page.skipped;
    if (page.isComplete) break;
    expect(page.nextOffset).toBeGreaterThan(from);
    from = page.nextOffset;
  }
  expect(got).toEqual([0, 1, 2]);
  expect(skipped).toBe(bad.length);
});

test("a secret in a file's name is masked in the list, and the file can be read by its masked name", async () => {
  const store = await tempStore();
  const runId = await newRun(store);
  const secrets = ["aB3dE6gH9k", "zY8xW5vU2t"].map((s) => `ghp_${s.repeat(4).slice(0, 36)}`);
  for (const secret of secrets) writeFileSync(join(store.runDir(runId), `${secret}.txt`), `of ${secret.slice(4, 8)}`);
  const paths = (await store.listArtifacts(runId)).map((a) => a.path);
  const masked = `${"*".repeat(40)}.txt`;
  expect(paths).toEqual([masked, `${masked}~2`, "request.json"]);
  expect(await store.readArtifact(runId, masked)).toMatchObject({ content: "of aB3d", info: { path: masked } });
  expect(await store.readArtifact(runId, `${masked}~2`)).toMatchObject({ content: "of zY8x" });
  expect(await store.readArtifact(runId, `${secrets[0]}.txt`)).toMatchObject({ info: { path: masked } });
  expect(await store.readArtifact(runId, `${masked}~3`)).toBeNull();
});
