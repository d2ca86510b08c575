import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore, type Store } from "@codex-toolloop/store";
import { afterEach, beforeEach, expect, it } from "vitest";
import { leaveEvidence } from "../../../../tests/support/evidence-run.ts";
import { loadDiff, loadShownIndex } from "../diff/load-diff.ts";
import { loadContextPacks } from "./load-context-pack.ts";
import { loadStepFiles } from "./load-step-files.ts";

let dir: string;
let store: Store;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "toolloop-evidence-"));
  store = await openStore(join(dir, "store"), { create: true });
});
afterEach(async () => {
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

it("gives the outputs in the order of the plan; a huge one in part, and whole when it is asked for", async () => {
  const runId = await leaveEvidence(store, {
    outputs: [
      { step: "zeta", title: "Zeta", output: { a: 1 } },
      { step: "alpha", title: "Alpha", output: "x".repeat(2 ** 20) },
    ],
    files: { "step-outputs/broken.json": "{", "step-outputs/other.json": '{"passed":3}' },
  });
  const artifacts = await store.listArtifacts(runId);
  const { files } = await loadStepFiles(store, runId, artifacts);
  expect(files.map((f) => [f.step, f.cut, f.output?.title ?? null])).toEqual([
    ["zeta", false, "Zeta"],
    ["alpha", true, null],
    ["broken", false, null],
    ["other", false, null],
  ]);
  const full = await loadStepFiles(store, runId, artifacts, "alpha");
  expect(full.files[1]).toMatchObject({ cut: false, output: { title: "Alpha" } });
});

it("says how full a context pack is, of those that the step names", async () => {
  const text = `# Context, at most 1,000 tokens\n\n${"word ".repeat(400)}`;
  const runId = await leaveEvidence(store, { files: { "context/plan.md": text, "context/other.md": text } });
  const packs = await loadContextPacks(store, runId, ["context/plan.md", "spec.md"], await store.listArtifacts(runId));
  expect(packs).toEqual([{ path: "context/plan.md", tokens: Math.ceil(text.length / 4), budget: 1000 }]);
});

it("gives each file of a diff its place in bytes, whatever characters stand before it", async () => {
  const part = (name: string, line: string) =>
    `diff --git a/${name} b/${name}\n--- a/${name}\n+++ b/${name}\n@@ -1 +1 @@\n-${line}\n+x\n`;
  const parts = [part("a.txt", "ü 🎉 漢字"), part("b.txt", "plain"), part("c.txt", "ß")];
  const runId = await leaveEvidence(store, { diff: parts.join("") });
  const diff = await loadDiff(store, runId, undefined);
  expect(diff?.files.map((f) => f.path)).toEqual(["a.txt", "b.txt", "c.txt"]);
  for (const [i, file] of (diff?.files ?? []).entries()) {
    const read = await store.readArtifact(runId, "changes.diff", {
      offset: file.start,
      maxBytes: file.end - file.start,
    });
    expect(read?.content).toBe(parts[i]);
  }
  expect(diff?.bodies).toEqual({ 0: parts[0], 1: parts[1], 2: parts[2] });
});

it("of a run that changed nothing is what it reviewed, and its evidence leads there", async () => {
  const part = (name: string) => `diff --git a/${name} b/${name}\n--- a/${name}\n+++ b/${name}\n@@ -1 +1 @@\n-a\n+b\n`;
  const names = async (files: Parameters<typeof leaveEvidence>[1]) => {
    const runId = await leaveEvidence(store, files);
    const shown = await loadDiff(store, runId, undefined);
    const links = await loadShownIndex(store, runId);
    expect(links?.map((f) => f.path)).toEqual(shown?.files.map((f) => f.path));
    return [shown?.name, ...(shown?.files ?? []).map((f) => f.path)];
  };
  const reviewed = { "reviewed.diff": part("seen.ts") };
  expect(await names({ files: reviewed })).toEqual(["reviewed.diff", "seen.ts"]);
  expect(await names({ files: { ...reviewed, "changes.diff": "" } })).toEqual(["reviewed.diff", "seen.ts"]);
  expect(await names({ files: reviewed, diff: part("made.ts") })).toEqual(["changes.diff", "made.ts"]);
  expect(await names({})).toEqual([undefined]);
});
