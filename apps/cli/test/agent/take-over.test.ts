import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunRequest, StepOutput } from "@codex-toolloop/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { takeOver } from "../../src/exec/resume/take-over.ts";

const RUN = "01999999-0000-7000-8000-000000000001";
let base: string;
let from: string;
let to: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "toolloop-take-"));
  [from, to] = [join(base, "one"), join(base, "two")];
  for (const folder of [join(from, "context"), join(base, "outside"), to]) mkdirSync(folder, { recursive: true });
  writeFileSync(join(base, "secret"), "outside");
  writeFileSync(join(base, "outside/file.md"), "outside");
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

/** Goes on with a run whose one kept step says that these files are its. */
function take(artifacts: string[]): string[] {
  const output = {
    step: "plan",
    title: "Plan",
    status: "success",
    reason: "exit_zero",
    round: 1,
    attempts: 1,
  } as const;
  const kept = new Map([["plan", { runId: RUN, output: { ...output, durationMs: 1, artifacts } as StepOutput }]]);
  const none = { rounds: new Map(), told: [], sent: new Map(), feedback: new Map(), interrupted: new Set<string>() };
  return takeOver({ resumption: { runId: RUN, kept, ...none }, runDir: from, request: {} as RunRequest }, to);
}

describe("taking over an earlier run's files", () => {
  it("copies the spec and the kept steps' own, once", () => {
    writeFileSync(join(from, "spec.md"), "The spec.");
    writeFileSync(join(from, "context/plan.md"), "pack");
    expect(take(["context/plan.md", "context/plan.md", "context/gone.md"])).toEqual(["spec.md", "context/plan.md"]);
    expect(readFileSync(join(to, "context/plan.md"), "utf8")).toBe("pack");
    writeFileSync(join(to, "spec.md"), "Its own.");
    expect(take([])).toEqual([]);
    expect(readFileSync(join(to, "spec.md"), "utf8")).toBe("Its own.");
  });

  it("takes nothing from elsewhere, and puts nothing elsewhere, whatever somebody wrote into the files", () => {
    symlinkSync("../../secret", join(from, "context/link.md"));
    symlinkSync(join(base, "outside"), join(from, "linked"));
    expect(
      take([
        "../secret",
        "context/../../secret",
        join(base, "secret"),
        "context/link.md",
        "linked/file.md",
        "context//x",
      ]),
    ).toEqual([]);
    expect(readdirSync(to)).toEqual([]);
  });

  it("takes no file that says what a run is or how it ended", () => {
    const own = ["exit.json", "control.jsonl", "meta.json", "stop-receipt.json"];
    for (const name of own) writeFileSync(join(from, name), "{}");
    expect(take(own)).toEqual([]);
    expect(own.filter((name) => existsSync(join(to, name)))).toEqual([]);
  });
});
