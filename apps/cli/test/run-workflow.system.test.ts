import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { RunEvent, RunMeta, RunRequest } from "@codex-toolloop/protocol";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type TestStore, testStore, until } from "./support/cli.ts";

let t: TestStore;
beforeEach(() => {
  t = testStore();
  t.workflow("sleeper", SLEEPER);
});
afterEach(() => t.cleanup());

/** Says so, and waits, with a child that ignores TERM. */
const SLEEPER = `
name: sleeper
steps:
  - id: wait
    run: [sh, -c, "(trap '' TERM; while :; do sleep 1; done) & echo waiting; wait; sleep 300"]
`;

const runs = () => readdirSync(join(t.home, "runs"));
const onlyRun = () => join(t.home, "runs", runs()[0] ?? "none");
const meta = () => RunMeta.parse(JSON.parse(readFileSync(join(onlyRun(), "meta.json"), "utf8")));
/** Processes that carry the run's cookie in their environment, by the kernel's own list. */
const members = () => {
  const runId = basename(onlyRun());
  return readdirSync("/proc").filter((pid) => {
    try {
      if (!/^\d+$/.test(pid) || /\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"))) return false;
      return readFileSync(`/proc/${pid}/environ`, "utf8").includes(`TOOLLOOP_RUN_ID=${runId}\0`);
    } catch {
      return false;
    }
  });
};

describe("run workflow", () => {
  test("a run that succeeds ends with 0 and leaves a complete directory of its owner only", async () => {
    const { code, stdout, stderr } = await t.cli(["run", "workflow", "tour", "--pace", "instant"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const dir = onlyRun();
    expect(stdout.split(`directory ${dir}`)).toHaveLength(3);
    expect(stdout).toMatch(/^\[step\] /m);
    expect(stdout).toMatch(/^\[cmd\] \$ /m);
    expect(stdout).toMatch(/^\[out\] /m);
    expect(stdout).toMatch(/^\[note\] /m);
    expect(stdout).toMatch(/^\[run\] success \(exit_zero\)/m);
    expect(stdout).not.toContain("\x1b");
    for (const file of ["request.json", "meta.json", "events.jsonl", "output.log", "exit.json", "final-report.md"])
      expect([file, (statSync(join(dir, file)).mode & 0o777).toString(8)]).toEqual([file, "600"]);
    expect((statSync(dir).mode & 0o777).toString(8)).toBe("700");
    expect(meta()).toMatchObject({ status: "success", requestedVia: "cli", steps: { failed: 0 } });
    const request = RunRequest.parse(JSON.parse(readFileSync(join(dir, "request.json"), "utf8")));
    expect(request.provenance?.argv).toEqual(["run", "workflow", "tour", "--pace", "instant"]);
  });

  test("a run is executed once: exec refuses a directory that has begun, and one that is no run", async () => {
    await t.cli(["run", "workflow", "--pace", "instant", "tour"]);
    const events = readFileSync(join(onlyRun(), "events.jsonl"), "utf8");
    const again = await t.cli(["exec", onlyRun()]);
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining("has begun already") });
    expect(readFileSync(join(onlyRun(), "events.jsonl"), "utf8")).toBe(events);
    expect((await t.cli(["exec", t.home])).code).toBe(2);
  });

  test("--json prints every event of the file as one line of JSON, and nothing else", async () => {
    const { code, stdout } = await t.cli(["--", "run", "workflow", "tour", "--pace=instant", "--json"]);
    expect(code).toBe(0);
    const seqs = stdout
      .trimEnd()
      .split("\n")
      .map((line) => RunEvent.parse(JSON.parse(line)).seq);
    expect(seqs).toEqual(seqs.map((_s, i) => i));
    const inFile = readFileSync(join(onlyRun(), "events.jsonl"), "utf8").trimEnd().split("\n");
    expect(seqs).toHaveLength(inFile.length);
  });

  test("verify on a repository with a failing test ends with 1 and a report that names it", async () => {
    const scripts = { lint: "node lint.mjs", test: "node test.mjs" };
    const repo = t.folder("repo", {
      "package.json": JSON.stringify({ name: "x", scripts }),
      "lint.mjs": "",
      "test.mjs": 'console.log("the-broken-thing"); process.exit(3);',
    });
    execFileSync("git", ["init", "-q"], { cwd: repo });
    const { code, stdout } = await t.cli(["run", "workflow", "verify", "--workspace", "."], { cwd: repo });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^\[run\] failed/m);
    expect(readFileSync(join(onlyRun(), "final-report.md"), "utf8")).toContain("the-broken-thing");
    const listed = JSON.parse((await t.cli(["workspace", "list", "--json"])).stdout);
    expect(listed).toMatchObject([{ localPath: repo, trusted: false }]);
  });

  test("a deadline ends the tree, exits with 124, and the run itself writes timeout", async () => {
    const { code } = await t.cli(["run", "workflow", "sleeper", "--timeout", "4"]);
    expect(code).toBe(124);
    expect(meta()).toMatchObject({ status: "timeout", reason: "deadline" });
    expect(members()).toEqual([]);
  });

  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "%s stops the run, exits with 130, nothing is left",
    async (signal) => {
      const run = t.start(["run", "workflow", "sleeper"]);
      await run.printed(/\[out\] waiting/);
      run.child.kill(signal);
      const { code } = await run.ended;
      expect(code).toBe(130);
      expect(meta()).toMatchObject({ status: "canceled", reason: "stop_requested" });
      expect(readFileSync(join(onlyRun(), "control.jsonl"), "utf8")).toContain('"type":"stop"');
      expect(members()).toEqual([]);
    },
  );

  test("a second Ctrl-C does not wait for the grace", async () => {
    const run = t.start(["run", "workflow", "sleeper"], { env: { TOOLLOOP_STOP_GRACE_SECONDS: "300" } });
    await run.printed(/\[out\] waiting/);
    run.child.kill("SIGINT");
    await until(() => readdirSync(onlyRun()).includes("control.jsonl"));
    run.child.kill("SIGINT");
    expect((await run.ended).code).toBe(130);
    expect(members()).toEqual([]);
  });

  test("SIGKILL of the terminal program leaves the run alone; run stop ends it", async () => {
    const run = t.start(["run", "workflow", "sleeper"]);
    await run.printed(/\[out\] waiting/);
    run.child.kill("SIGKILL");
    await run.ended;
    // The launcher, the run process, the command and its stubborn child with a sleep each.
    expect(members().length).toBeGreaterThanOrEqual(3);
    const id = runs()[0] ?? "";
    const stopped = await t.cli(["run", "stop", id.slice(-6)]);
    expect(stopped.stdout).toContain(`${id} canceled (stop_requested)`);
    expect(stopped.code).toBe(0);
    expect(members()).toEqual([]);
    const again = await t.cli(["run", "stop", id]);
    expect(again.stdout).toContain("has already ended: canceled");
  });

  test("SIGKILL of the run process makes a failed run, which the launcher tells", async () => {
    const first = t.start(["run", "workflow", "sleeper"]);
    await first.printed(/\[out\] waiting/);
    process.kill(execPid(meta().pid ?? 0), "SIGKILL");
    expect((await first.ended).code).toBe(1);
    const shown = JSON.parse((await t.cli(["run", "show", runs()[0] ?? "", "--json"])).stdout);
    expect(shown).toMatchObject({ status: "failed", reason: "signal", exit: { signal: "SIGKILL" } });
    expect(meta().status).toBe("running");
  });

  test("a spec comes from standard input and reaches the steps by path; run spec finds the only workflow for it", async () => {
    t.workflow("read-spec", "name: read-spec\nspec: required\nsteps:\n  - id: cat\n    run: [cat, { spec: path }]\n");
    // Where the usual one for specs is left out.
    writeFileSync(join(t.home, "config.yaml"), "allowedWorkflows: [read-spec, tour]\n");
    const { code, stdout, stderr } = await t.cli(["run", "spec", "-"], { stdin: "do the thing\n" });
    expect(code).toBe(0);
    expect(stderr).toContain("workflow: read-spec");
    expect(stdout).toContain("[out] do the thing");
    expect(readFileSync(join(onlyRun(), "spec.md"), "utf8")).toBe("do the thing\n");
  });

  test("a start that is refused says why, writes no run, and is audited", async () => {
    const unknown = await t.cli(["run", "workflow", "tuor"]);
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('did you mean "tour"?');
    const value = await t.cli(["run", "workflow", "tour", "--pace", "instnt"]);
    expect(value.stderr).toContain('did you mean "instant"?');
    const flag = await t.cli(["run", "workflow", "tour", "--pac", "fast"]);
    expect(flag.stderr).toContain("(Did you mean --pace?)");
    expect(runs()).toEqual([]);
    const audit = readFileSync(join(t.home, "ui-validation-audit.jsonl"), "utf8").trimEnd().split("\n");
    expect(audit.map((l) => JSON.parse(l).field)).toEqual(["workflow", "inputs.pace"]);
  });

  test("a workspace's own workflow runs only once the workspace is trusted", async () => {
    const repo = t.folder("repo");
    mkdirSync(join(repo, ".codex-toolloop/workflows"), { recursive: true });
    const own = "name: own\nsteps:\n  - id: say\n    run: [echo, mine]\n";
    writeFileSync(join(repo, ".codex-toolloop/workflows/own.yaml"), own);
    const refused = await t.cli(["run", "workflow", "own", "--workspace", repo]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(`codex-toolloop workspace trust ${repo}`);
    expect((await t.cli(["workspace", "trust", repo])).code).toBe(0);
    const allowed = await t.cli(["run", "workflow", "own", "--workspace", repo]);
    expect(allowed.stdout).toContain("[out] mine");
    expect(allowed.code).toBe(0);
  });

  test("nothing runs in a workspace that is disabled, until it is enabled", async () => {
    const repo = t.folder("repo");
    for (const how of ["add", "disable"]) expect((await t.cli(["workspace", how, repo])).code).toBe(0);
    const before = runs();
    const refused = await t.cli(["run", "workflow", "repo-report", "--workspace", repo]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(`codex-toolloop workspace enable ${repo}`);
    expect(runs()).toEqual(before);
    expect((await t.cli(["workspace", "list"])).stdout).toMatch(/ENABLED[\s\S]* no +no /);
    expect((await t.cli(["workspace", "enable", repo])).code).toBe(0);
    expect((await t.cli(["run", "workflow", "repo-report", "--workspace", repo])).code).toBe(0);
  });

  test("hostile titles and output cannot steer the terminal", async () => {
    const print = "printf '\\\\033]0;owned\\\\007\\\\033[2J\\\\033[31mred\\\\033[0m\\\\n'";
    t.workflow(
      "evil",
      `name: evil\nsteps:\n  - id: a\n    title: "x\\e]0;t\\ay\\e[2Jz"\n    run: [sh, -c, "${print}"]\n`,
    );
    const { code, stdout } = await t.cli(["run", "workflow", "evil"]);
    expect(code).toBe(0);
    expect(stdout).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
    expect(stdout).toContain("[step] xyz");
    expect(stdout).toContain("[out] red");
  });

  test("commands get an allowlisted environment, and may report events and output", async () => {
    const script = `echo "inherited=$MY_VARIABLE" "run=$TOOLLOOP_RUN_ID" >&2
      echo '{"type":"notice","level":"info","message":"hello from the step"}' >> "$TOOLLOOP_STEP_EVENTS"
      for i in 1 2 3 4 5; do echo 'not json' >> "$TOOLLOOP_STEP_EVENTS"; done
      echo '{"answer":42}' > "$TOOLLOOP_OUTPUT"`;
    writeFileSync(join(t.home, "step.sh"), script);
    t.workflow("reports", `name: reports\nsteps:\n  - id: a\n    run: [sh, "${t.home}/step.sh"]\n`);
    const { code, stdout } = await t.cli(["run", "workflow", "reports"], { env: { MY_VARIABLE: "s3" } });
    expect(code).toBe(0);
    expect(stdout).toContain(`[out] inherited= run=${runs()[0]}`);
    expect(stdout).toContain("[note] hello from the step");
    expect(stdout.match(/TOOLLOOP_STEP_EVENTS line \d is not JSON/g)).toHaveLength(3);
    expect(stdout).toContain("2 more lines could not be used");
    expect(JSON.parse(readFileSync(join(onlyRun(), "step-outputs/a.json"), "utf8")).output).toEqual({ answer: 42 });
  });
});

/** The run process below a launcher. */
function execPid(launcher: number): number {
  const [first] = readFileSync(`/proc/${launcher}/task/${launcher}/children`, "utf8").trim().split(" ");
  return Number(first);
}
