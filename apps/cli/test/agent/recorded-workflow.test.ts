import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { openWorkflowRecording, type RecordedWorkflow, runnerOf } from "@codex-toolloop/runners";
import { openRunWriter, type RunWriter } from "@codex-toolloop/store";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { agentHost } from "../../src/exec/agent/agent-host.ts";
import { recordedTurns } from "../../src/exec/replay/recorded-turns.ts";
import { sampleProject } from "../../src/exec/replay/sample-project.ts";
import { turnOf } from "../support/agent-host.ts";
import { eventsOf, type PromptStore, promptRequest, promptStore } from "../support/prompt-run.ts";

let t: PromptStore;
let writer: RunWriter;
let runId: string;
beforeEach(async () => {
  t = await promptStore();
  ({ runId } = await promptRequest(t, { runner: "codex" }));
  writer = openRunWriter(t.store.root, runId);
});
afterEach(async () => {
  writer.close();
  await t.cleanup();
});

const PATCH = "diff --git a/src/a.txt b/src/a.txt\n--- a/src/a.txt\n+++ b/src/a.txt\n@@ -1 +1 @@\n-old\n+new\n";

/** A recording of one step with two turns; the second one changed a file. */
function recording(): RecordedWorkflow {
  const folder = join(t.workspace, "recordings");
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, "tiny", path)), { recursive: true });
    writeFileSync(join(folder, "tiny", path), text);
  };
  const about = { v: 1, kind: "workflow", name: "tiny", workflow: "work", title: "Tiny", vendors: { codex: "1.2.3" } };
  put("recording.json", JSON.stringify({ ...about, model: "m", spec: "", recordedAt: "2026-01-01T00:00:00.000Z" }));
  put("sample/src/a.txt", "old\n");
  for (const key of ["build.1.1", "build.2.1"]) {
    const base = { v: 1, runId, at: "2026-01-01T00:00:00.000Z", stepId: "build" };
    const item = { kind: "message", role: "assistant", text: `said in ${key}`, status: "completed" };
    const prompt = { kind: "message", role: "user", text: "the recorded prompt" };
    const lines = [
      { ...base, seq: 0, type: "item.finished", itemId: "prompt", item: prompt },
      { ...base, seq: 1, type: "turn.started", turnId: "t1", threadId: "th-1", model: "m-1" },
      { ...base, seq: 2, type: "item.finished", itemId: "m1", item },
      { ...base, seq: 3, type: "turn.finished", turnId: "t1", status: "completed", usage: { totalTokens: 3 } },
    ];
    put(`turns/${key}.jsonl`, `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`);
    put(`turns/${key}.json`, JSON.stringify({ output: { key } }));
  }
  put("turns/build.2.1.patch", PATCH);
  const opened = openWorkflowRecording("tiny", folder);
  if (!opened) throw new Error("the test's recording cannot be opened");
  return opened;
}

async function player(recorded: RecordedWorkflow) {
  const sample = await sampleProject({ writer, environment: process.env }, recorded);
  const emit = (event: Parameters<RunWriter["emit"]>[0]) => void writer.emit(event);
  const host = agentHost({
    runnerOf,
    lookup: { codexBin: "", claudeBin: "", installRoots: [], env: process.env },
    writer,
    emit,
    writeMeta: (patch) => void writer.writeMeta(patch),
    cwd: sample.path,
    graceMs: 100,
    environment: process.env,
    playedBy: recordedTurns({ recorded, speed: 0, sample, emit }),
  });
  const file = () => readFileSync(join(sample.path, "src/a.txt"), "utf8");
  return {
    host,
    sample,
    file,
    play: (turnKey: string) => host.takeTurn(turnOf("build", { runner: "replay", turnKey })),
  };
}

describe("a recorded workflow", () => {
  it("is played turn by turn in a project of its own, which gets what each turn had changed", async () => {
    const { play, sample, file } = await player(recording());
    expect(execFileSync("git", ["log", "--format=%s"], { cwd: sample.path, encoding: "utf8" })).toBe(
      "The sample project\n",
    );
    const first = { status: "completed", message: "said in build.1.1", output: { key: "build.1.1" }, threadId: "th-1" };
    expect(await play("build.1.1")).toMatchObject({ ...first, usage: { totalTokens: 3 } });
    expect(file()).toBe("old\n");
    expect(await play("build.2.1")).toMatchObject({ output: { key: "build.2.1" } });
    expect(file()).toBe("new\n");
    const items = eventsOf(t, runId).flatMap((e) => (e.type === "item.finished" ? [`${e.itemId} ${e.stepId}`] : []));
    expect(items).toEqual([
      "build.1.1.prompt build",
      "build.1.1.m1 build",
      "build.2.1.prompt build",
      "build.2.1.m1 build",
    ]);
    expect(eventsOf(t, runId)[0]).toMatchObject({ item: { text: "Do build." } });
    const paths = (await t.store.listArtifacts(runId)).map((a) => a.path);
    expect(paths).toContain("sample/src/a.txt");
    expect(paths.filter((path) => path.includes(".git"))).toEqual([]);
  });

  it("turns that are asked for by other names are played in their order; there are no more than there are", async () => {
    const { play } = await player(recording());
    expect(await play("build.1.1")).toMatchObject({ output: { key: "build.1.1" } });
    expect(await play("build.1.1.again")).toMatchObject({ output: { key: "build.2.1" } });
    expect(await play("build.1.2")).toMatchObject({ status: "failed", code: "replay_missing" });
  });

  it("goes on in a project that is there: a change that is in it is not made twice, one that does not fit is told", async () => {
    const recorded = recording();
    await (await player(recorded)).play("build.2.1");
    const again = await player(recorded);
    await again.play("build.2.1");
    expect(again.file()).toBe("new\n");
    expect(eventsOf(t, runId).filter((e) => e.type === "notice" && e.code === "replay_patch")).toEqual([]);
    writeFileSync(join(again.sample.path, "src/a.txt"), "something else\n");
    await again.play("build.2.1");
    expect(eventsOf(t, runId).at(-1)).toMatchObject({ type: "notice", code: "replay_patch", stepId: "build" });
  });
});
