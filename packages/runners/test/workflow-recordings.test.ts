import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listRecordings, listWorkflowRecordings, openWorkflowRecording } from "../src/index.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "toolloop-recordings-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const RECORDING = {
  v: 1,
  kind: "workflow",
  name: "mend",
  workflow: "feature-dev",
  title: "A cart is mended",
  vendors: { codex: "0.169.0" },
  model: "words of a scripted model",
  spec: "Mend it.",
  recordedAt: "2026-11-21T17:41:55.937Z",
};

function put(files: Record<string, unknown>, name = "mend"): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, name, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  }
}

describe("recordings of whole workflows", () => {
  it("are listed apart from those of one prompt; what cannot be read is left out", () => {
    put({ "recording.json": RECORDING });
    put({ "recording.json": { ...RECORDING, name: "other" } }, "renamed");
    put({ "recording.json": "{" }, "torn");
    put({ "recording.json": { ...RECORDING, name: "later", v: 2 } }, "later");
    expect(listWorkflowRecordings(folder)).toEqual([RECORDING]);
    expect(listRecordings(folder)).toEqual([]);
    expect(listWorkflowRecordings(join(folder, "none"))).toEqual([]);
  });

  it("give the turns of a step in their order: rounds, and within one who was asked again", () => {
    const turn = { message: "{}", output: {} };
    put({ "recording.json": RECORDING });
    for (const key of ["implement.10.1", "implement.2.1", "implement.1.1.again", "implement.1.1", "a.b.1.1"])
      put({ [`turns/${key}.jsonl`]: "", [`turns/${key}.json`]: turn });
    put({ "turns/implement.1.1.again.patch": "diff" });
    const found = openWorkflowRecording("mend", folder);
    const keys = [1, 2, 3, 4, 5].map((nth) => found?.turn("implement", nth)?.key);
    expect(keys).toEqual(["implement.1.1", "implement.1.1.again", "implement.2.1", "implement.10.1", undefined]);
    expect(found?.turn("a.b", 1)?.key).toBe("a.b.1.1");
    expect([found?.turn("implement", 0), found?.turn("plan", 1)]).toEqual([null, null]);
    const [first, second] = [found?.turn("implement", 1), found?.turn("implement", 2)];
    expect(first).toEqual({
      key: "implement.1.1",
      events: join(folder, "mend/turns/implement.1.1.jsonl"),
      result: turn,
    });
    expect(readFileSync(second?.patch ?? "", "utf8")).toBe("diff");
  });

  it("bring the sample project along, and what was not committed in it", () => {
    put({ "recording.json": RECORDING, "sample/src/a.js": "1\n", "sample/.gitignore": "x\n" });
    expect(openWorkflowRecording("mend", folder)).toMatchObject({
      recording: RECORDING,
      sampleFiles: [
        { path: ".gitignore", text: "x\n" },
        { path: "src/a.js", text: "1\n" },
      ],
    });
    expect(openWorkflowRecording("mend", folder)).not.toHaveProperty("uncommitted");
    put({ "uncommitted.patch": "diff" });
    expect(openWorkflowRecording("mend", folder)?.uncommitted).toBe(join(folder, "mend/uncommitted.patch"));
  });

  it("are found by no name that leads elsewhere", () => {
    put({ "recording.json": RECORDING });
    for (const name of ["nope", "../mend", "", ".", "mend/"]) expect(openWorkflowRecording(name, folder)).toBeNull();
  });

  it("a turn whose result is torn is said, not passed over", () => {
    put({ "recording.json": RECORDING, "turns/plan.1.1.jsonl": "", "turns/plan.1.1.json": "{" });
    expect(() => openWorkflowRecording("mend", folder)?.turn("plan", 1)).toThrow(SyntaxError);
  });
});
