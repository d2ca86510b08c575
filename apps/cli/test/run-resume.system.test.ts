import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestStore, testStore } from "./support/cli.ts";

let t: TestStore;
let repo: string;
beforeAll(() => {
  t = testStore();
  repo = t.folder("repo");
  const step = (id: string, then: string) => `  - { id: ${id}, run: [sh, -c, "echo ${id} >> did; ${then}"] }\n`;
  const wait = "test -f go || { touch waits; while [ ! -f go ]; do sleep 0.05; done; }";
  t.workflow(
    "steps",
    `name: steps\nworkspace: required\nspec: optional\nsteps:\n${step("a", "true")}${step("b", wait)}${step("c", "test -f ok")}`,
  );
});
afterAll(() => t.cleanup());

const runs = () => readdirSync(join(t.home, "runs")).sort();
const did = () => readFileSync(join(repo, "did"), "utf8").trim().split("\n");
const request = (runId: string) => JSON.parse(readFileSync(join(t.home, "runs", runId, "request.json"), "utf8"));

/** The process below a launcher that executes the run. */
function runProcess(pid: number): number | undefined {
  if (
    readFileSync(`/proc/${pid}/cmdline`, "utf8")
      .split("\0")
      .some((word, i) => i === 1 && word.endsWith("exec.mjs"))
  )
    return pid;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  for (const child of children.split(" ").filter(Boolean)) {
    const found = runProcess(Number(child));
    if (found !== undefined) return found;
  }
  return undefined;
}

describe("run resume", () => {
  let first: string;
  let second: string;

  test("goes on with a run that was killed: what had finished is not done again, and a live one is refused", async () => {
    const spec = "First line\r\nwith é\n";
    const running = t.start(["run", "workflow", "steps", "--workspace", repo, "--spec", "-"], { stdin: spec });
    await running.printed(/\$ sh -c 'echo b/);
    [first = ""] = runs();
    const refused = await t.cli(["run", "resume", first]);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("is running: wait for its end")]);
    const { pid } = JSON.parse(readFileSync(join(t.home, "runs", first, "meta.json"), "utf8"));
    // The run process dies at once; its launcher clears away what is left.
    const victim = runProcess(pid);
    if (victim === undefined) throw new Error("no run process below the launcher");
    process.kill(victim, "SIGKILL");
    await running.ended;
    expect(existsSync(join(t.home, "runs", first, "step-outputs/b.json"))).toBe(false);
    writeFileSync(join(repo, "go"), "");
    const ended = await t.cli(["run", "resume", first.slice(-8)]);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain(`goes on with ${first}`);
    expect(ended.stdout).toContain(`[step] a success (kept from run ${first})`);
    expect(did()).toEqual(["a", "b", "b", "c"]);
    second = runs().find((id) => id !== first) ?? "";
    expect(request(second)).toMatchObject({ resumes: { runId: first }, workspace: { path: repo }, hasSpec: true });
    expect(readFileSync(join(t.home, "runs", second, "spec.md"), "utf8")).toBe(spec);
  });

  test("goes on with what went on, and runs again from any step of a success", async () => {
    writeFileSync(join(repo, "ok"), "");
    const third = await t.cli(["run", "resume", second, "--json"]);
    expect(third.code).toBe(0);
    const finished = third.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line))
      .filter((event) => event.type === "step.finished");
    // Who did the work is told, not who handed it on.
    expect(finished.map((event) => [event.stepId, event.reason, event.keptFrom])).toEqual([
      ["a", "kept", first],
      ["b", "kept", second],
      ["c", "exit_zero", undefined],
    ]);
    const done = runs().at(-1) ?? "";
    const nothing = await t.cli(["run", "resume", done]);
    expect([nothing.code, nothing.stderr]).toEqual([2, expect.stringContaining("has done all of its steps")]);
    const unknown = await t.cli(["run", "resume", done, "--from", "d"]);
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining("--from: is no step of this run")]);
    const again = await t.cli(["run", "resume", done, "--from", "b", "--timeout", "50"]);
    expect(again.code).toBe(0);
    expect(did()).toEqual(["a", "b", "b", "c", "c", "b", "c"]);
    expect(request(runs().at(-1) ?? "")).toMatchObject({ timeoutSeconds: 50, resumes: { runId: done, from: "b" } });
    const shown = await t.cli(["run", "show", done]);
    expect(shown.stdout).toContain(`goes on    with ${second}`);
    expect(shown.stdout).toContain(`continued  by ${runs().at(-1)}`);
    expect(shown.stdout).toMatch(/success b .*kept from run/);
  });

  test("the allowlist of today holds, and every refusal is audited", async () => {
    writeFileSync(join(t.home, "config.yaml"), "allowedWorkflows: [tour]\n");
    const refused = await t.cli(["run", "resume", first]);
    writeFileSync(join(t.home, "config.yaml"), "");
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("left out by allowedWorkflows")]);
    const lines = readFileSync(join(t.home, "ui-validation-audit.jsonl"), "utf8").trim().split("\n");
    expect(lines.map((line) => JSON.parse(line)).at(-1)).toMatchObject({ what: `run resume ${first}`, via: "cli" });
    expect(lines).toHaveLength(4);
  });
});
