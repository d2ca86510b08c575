import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, realpathSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { OUTPUT_SHAPES, parseEventLine, type RunEvent, RunMeta, StepOutput } from "@codex-toolloop/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestStore, testStore } from "./support/cli.ts";

let store: TestStore;
let env: Record<string, string>;
beforeAll(() => {
  store = testStore();
  env = bare(store);
});
afterAll(() => store.cleanup());

/** Node, npm, git, and what a shell needs: nobody's agent, no account, no settings of the user's. */
function bare(of: TestStore): Record<string, string> {
  const bin = of.folder("bin");
  const home = of.folder("nobody");
  symlinkSync(process.execPath, join(bin, "node"));
  for (const name of ["git", "npm", "perl", "sh", "env", "bash"]) {
    const found = execFileSync("/bin/sh", ["-c", `command -v ${name} || true`], { encoding: "utf8" }).trim();
    if (found !== "") symlinkSync(realpathSync(found), join(bin, name));
  }
  return { PATH: bin, HOME: home, npm_config_prefix: home, TOOLLOOP_CODEX_BIN: "", TOOLLOOP_CLAUDE_BIN: "" };
}

/** Plays a recorded workflow as fast as can be. @returns what its run left. */
async function play(workflow: string, ...more: string[]) {
  const cwd = store.folder("empty");
  const args = ["run", "workflow", workflow, "--input", "runner=replay", "--speed", "0", ...more];
  const { code, stdout, stderr } = await store.cli(args, { cwd, env });
  expect([code, stderr]).toEqual([0, ""]);
  const dir = /^\[run\] directory (.+)$/m.exec(stdout)?.[1] ?? "";
  const events = readFileSync(join(dir, "events.jsonl"), "utf8")
    .trimEnd()
    .split("\n")
    .flatMap((line): RunEvent[] => {
      const event = parseEventLine(line);
      return event === null || event.unknown ? [] : [event];
    });
  const outputs = readdirSync(join(dir, "step-outputs")).map((name) =>
    StepOutput.parse(JSON.parse(readFileSync(join(dir, "step-outputs", name), "utf8"))),
  );
  const text = (path: string) => readFileSync(join(dir, path), "utf8");
  expect(readdirSync(cwd)).toEqual([]);
  return { dir, events, outputs, text, meta: RunMeta.parse(JSON.parse(text("meta.json"))) };
}

describe("a recorded workflow, where no agent is installed", () => {
  it("is the case here", async () => {
    const { stdout } = await store.cli(["runners", "--json"], { env });
    const runners: { runner: string; available: boolean }[] = JSON.parse(stdout);
    expect(runners.flatMap((r) => (r.available ? [r.runner] : []))).toEqual(["replay"]);
  });

  it.each(["feature-dev", "review", "audit"])(
    "%s runs to success, with outputs that fit and a report",
    async (name) => {
      const { meta, outputs, events, text } = await play(name);
      expect(meta).toMatchObject({ status: "success", workflow: name });
      for (const { step, status, shape, output } of outputs) {
        expect([step, status]).toEqual([step, "success"]);
        if (shape) expect([step, OUTPUT_SHAPES[shape].safeParse(output).error]).toEqual([step, undefined]);
      }
      expect(outputs.filter((o) => o.shape === "FinalReport")).toHaveLength(1);
      expect(events.filter((e) => e.type === "turn.started").every((e) => e.replayOf !== undefined)).toBe(true);
      expect(events.flatMap((e) => (e.type === "notice" && e.level !== "info" ? [e.message] : []))).toEqual([]);
      expect(text("final-report.md")).toContain("This is a replay.");
    },
  );

  it("feature-dev: the checks really run, send the work back once, and pass on what was played", async () => {
    const { dir, events, outputs, text } = await play("feature-dev");
    const verify = outputs.find((o) => o.step === "verify");
    expect(verify).toMatchObject({ status: "success", round: 2, output: { status: "pass" } });
    expect(verify?.checks?.map((c) => [c.id, c.status, c.exitCode])).toEqual([
      ["lint", "success", 0],
      ["test", "success", 0],
    ]);
    const back = events.filter((e) => e.type === "iteration.started" && e.steps !== undefined);
    expect(back).toMatchObject([{ stepId: "verify", steps: ["implement", "verify"], iteration: 2 }]);
    expect(JSON.stringify(back)).toContain("a total never goes below zero");
    // What node's own runner counted, in the first round and in the second.
    const counted = [...text("output.log").matchAll(/\b(tests|fail) (\d+)$/gm)].map((m) => `${m[1]} ${m[2]}`);
    expect(counted).toEqual(["tests 8", "fail 1", "tests 8", "fail 0"]);
    expect(text("sample/src/vouchers.js")).toContain("Math.max(0");
    const changed = text("changes.diff").match(/^\+\+\+ .+$/gm);
    expect(changed).toEqual(["+++ b/src/checkout.js", "+++ b/src/vouchers.js"]);
    expect(dirname(dir)).toBe(join(store.home, "runs"));
  });

  it("feature-dev: shows what the recorded run was asked, and keeps what was pasted instead", async () => {
    const { text, events } = await play("feature-dev");
    expect(text("spec.md")).toMatch(/^# Vouchers\n/);
    const asked = events.flatMap((e) => (e.type === "item.finished" && e.itemId === "plan.1.1.prompt" ? [e.item] : []));
    expect(JSON.stringify(asked)).toContain("A total never goes below 0 euro.");
    const spec = join(store.folder("specs", { "mine.md": "# Mine\n" }), "mine.md");
    expect((await play("feature-dev", "--spec", spec)).text("spec.md")).toBe("# Mine\n");
  });
});
