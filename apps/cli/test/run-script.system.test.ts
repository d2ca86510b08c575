import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { RunEvent, RunRequest } from "@codex-toolloop/protocol";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type TestStore, testStore } from "./support/cli.ts";

const ROOT = resolve(import.meta.dirname, "../../..");
let t: TestStore;
let repo: string;
beforeEach(() => {
  t = testStore();
  repo = t.folder("repo", { "a.ts": "one\ntwo\n", "b.md": "# x\n" });
  cpSync(join(ROOT, "docs/samples/stages.yaml"), join(t.home, "workflows/stages.yaml"));
  cpSync(join(ROOT, "docs/samples/scripts"), join(t.home, "workflows/scripts"), { recursive: true });
});
afterEach(() => t.cleanup());

const runs = () => (existsSync(join(t.home, "runs")) ? readdirSync(join(t.home, "runs")) : []);
const file = (name: string) => readFileSync(join(t.home, "runs", runs()[0] ?? "none", name), "utf8");
const events = () =>
  file("events.jsonl")
    .trimEnd()
    .split("\n")
    .map((line) => RunEvent.parse(JSON.parse(line)));
const audit = () => {
  const path = join(t.home, "ui-validation-audit.jsonl");
  return existsSync(path) ? readFileSync(path, "utf8") : "";
};
/** A script of our own. */
function script(yaml: string, program: string, mode = 0o755): string {
  const path = join(t.home, "workflows/scripts/own.mjs");
  t.workflow("own", `name: own\nkind: script\n${yaml}steps:\n  - id: a\n    run: [{ file: scripts/own.mjs }]\n`);
  writeFileSync(path, `#!/usr/bin/env node\n${program}\n`);
  chmodSync(path, mode);
  return path;
}

describe("run script", () => {
  test("runs a script of the sample registry in the repo's root with flags from its schema, and shows it", async () => {
    const { code, stdout, stderr } = await t.cli([
      ...["run", "script", "masteragent.full", "--repo", repo],
      ...["--retries", "3", "--leaf-progress", "--verbose"],
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("nb: attempt 1 of 3");
    expect(stdout).toContain("ic/check done");
    expect(stdout).toContain(`prepare: 2 entries in ${repo}`);
    const request = RunRequest.parse(JSON.parse(file("request.json")));
    expect(request).toMatchObject({
      kind: "script",
      workflow: "masteragent.full",
      timeoutSeconds: 7200,
      inputs: { retries: 3, leaf_progress: true, verbose: true },
      workspace: { path: repo },
    });
    const program = join(t.home, "workflows/scripts/masteragent.full.mjs");
    expect(request.definition).toMatchObject({ steps: [{ run: [program, { flags: expect.any(Array) }] }] });
    const told = events().flatMap((e) => (e.type === "step.progress" ? [e.fraction] : []));
    expect(told).toHaveLength(12);
    expect(told.at(-1)).toBe(1);
    expect((await t.cli(["run", "list"])).stdout).toMatch(/success +script +masteragent\.full/);
  });

  test("takes --workspace for --repo, and the key before or behind the flags", async () => {
    expect((await t.cli(["run", "script", "--retries", "2", "nb.stage", "--workspace", repo])).code).toBe(0);
    expect((await t.cli(["run", "script", "nb.stage", "-w", repo, "--repo", t.home])).stderr).toContain("one of them");
    expect(runs()).toHaveLength(1);
  });

  test("a stage that fails is tried as often as asked, and ends with 1", async () => {
    writeFileSync(join(repo, "bts.fail"), "");
    const { code, stdout } = await t.cli(["run", "script", "bts.stage", "--repo", repo, "--retries", "4"]);
    expect(code).toBe(1);
    expect(stdout).toContain("bts: attempt 4 of 4");
    expect(stdout).toContain("failed (exit_nonzero)");
  });

  test("--json prints events, --detach an id, --timeout ends it with 124", async () => {
    const json = await t.cli(["run", "script", "ic.stage", "--repo", repo, "--json"]);
    const types = json.stdout
      .trimEnd()
      .split("\n")
      .map((line) => RunEvent.parse(JSON.parse(line)).type);
    expect([types[0], types.at(-1)]).toEqual(["run.started", "run.finished"]);
    script("workspace: required\n", "setInterval(() => {}, 1000)");
    const late = await t.cli(["run", "script", "own", "--repo", repo, "--timeout", "1"]);
    expect({ code: late.code, timeout: /timeout \(deadline\)/.test(late.stdout) }).toEqual({
      code: 124,
      timeout: true,
    });
    const left = await t.cli(["run", "script", "own", "--repo", repo, "--detach", "--json"]);
    const { runId } = JSON.parse(left.stdout);
    expect((await t.cli(["run", "stop", runId])).code).toBe(0);
  });

  test("its help names the arguments of this script only, with their bounds", async () => {
    const words = async (key: string) => (await t.cli(["run", "script", key, "--help"])).stdout.replace(/\s+/g, " ");
    const full = await words("masteragent.full");
    expect(full).toContain("--retries <value> How often a stage that fails is tried. (1 to 10; default 1)");
    expect(full).toContain("--verbose");
    expect(full).toContain("--repo <dir>");
    expect(full).toContain("Print what each task looks at. (yes or no; default no) -h");
    expect(await words("nb.stage")).not.toContain("--verbose");
  });

  test("workflows and workspace list say what is a script, and what is disabled", async () => {
    expect((await t.cli(["workflows"])).stdout).toMatch(/^stcc\.stage .*\n.*\n {2}kind: script, workspace: required/m);
    await t.cli(["workspace", "add", repo]);
    await t.cli(["workspace", "disable", repo]);
    expect((await t.cli(["workspace", "list"])).stdout).toMatch(/^ws_\w+ +no +no +repo /m);
  });
});

describe("a start that is refused: 2, the field, an audit line, and nothing on disk", () => {
  test.each([
    [["nope.stage"], "script", 'error: script: there is no script "nope.stage"; did you mean "nb.stage"?'],
    [["--retries", "3", "nope.stage"], "script", 'error: script: there is no script "nope.stage"; did you mean'],
    [["nope.stage", "--retries", "3"], "script", 'error: script: there is no script "nope.stage"; did you mean'],
    [["verify"], "script", '"verify" is a workflow, not a script; use: codex-toolloop run workflow verify'],
    [["nb.stage", "--retries", "11"], "inputs.retries", "error: input retries: must be at most 10"],
    [["nb.stage", "--retries", "x"], "inputs.retries", "input retries: must be a whole number"],
    [["nb.stage", "--leaf-progress", "perhaps"], "inputs.leaf_progress", "must be true or false"],
    [["nb.stage", "-i", "verbose=yes"], "inputs.verbose", '"nb.stage" has no input "verbose"'],
  ])("%j", async (args, field, words) => {
    const { code, stderr } = await t.cli(["run", "script", ...args, "--repo", repo]);
    expect(stderr).toContain(words);
    expect(code).toBe(2);
    expect(audit()).toContain(`"field":"${field}"`);
    expect(runs()).toEqual([]);
  });

  test("an argument of another script, and a folder that is missing or not given", async () => {
    const other = await t.cli(["run", "script", "nb.stage", "--repo", repo, "--verbose"]);
    expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining("unknown option '--verbose'") });
    const none = await t.cli(["run", "script", "nb.stage"]);
    expect(none.stderr).toContain('--repo: "nb.stage" works in a folder: add --repo . for this one');
    const gone = await t.cli(["run", "script", "nb.stage", "--repo", join(repo, "no"), "--retries", "3"]);
    expect(gone).toMatchObject({ code: 2, stderr: expect.stringContaining("does not exist") });
    expect(runs()).toEqual([]);
  });

  test("a disabled workspace, for scripts and workflows alike, until it is enabled", async () => {
    await t.cli(["workspace", "add", repo]);
    await t.cli(["workspace", "disable", repo]);
    const as = (what: string, name: string) => t.cli(["run", what, name, "--workspace", repo]);
    for (const [what, name] of [
      ["script", "nb.stage"],
      ["workflow", "verify"],
    ] as const) {
      const { code, stderr } = await as(what, name);
      expect(stderr).toContain(
        `${repo} is disabled: nothing starts in it; allow it with: codex-toolloop workspace enable ${repo}`,
      );
      expect(code).toBe(2);
    }
    expect(runs()).toEqual([]);
    await t.cli(["workspace", "enable", repo]);
    expect((await as("script", "nb.stage")).code).toBe(0);
  });

  test("a script file that is missing or not executable, with its path and the command that mends it", async () => {
    const path = script("", "", 0o644);
    const blocked = await t.cli(["run", "script", "own", "--repo", repo]);
    expect(blocked.stderr).toBe(`error: script: the file ${path} is not executable; run: chmod +x ${path}\n`);
    rmSync(path);
    const gone = await t.cli(["run", "workflow", "own", "--workspace", repo]);
    expect(gone.stderr).toContain(`error: workflow: the file ${path} does not exist; put it there`);
    expect([blocked.code, gone.code, runs()]).toEqual([2, 2, []]);
    expect(audit().match(/"field":"(script|workflow)"/g)).toEqual(['"field":"script"', '"field":"workflow"']);
  });

  test("a program that is not on PATH, or not in the repo", async () => {
    const run = async (program: string) => {
      t.workflow("own", `name: own\nkind: script\nsteps:\n  - { id: a, run: [${program}] }\n`);
      return (await t.cli(["run", "script", "own", "--repo", repo])).stderr;
    };
    expect(await run("no-such-program")).toContain("the program no-such-program was not found on PATH");
    expect(await run("tools/x.sh")).toContain(`the file ${join(repo, "tools/x.sh")} does not exist`);
    expect(runs()).toEqual([]);
  });
});

describe("the environment of a script", () => {
  const secret = "hunter2-hunter2";
  const parent = {
    SECRET_OF_THE_PARENT: secret,
    AWS_SECRET_ACCESS_KEY: secret,
    TOOLLOOP_TOKEN: secret,
    NODE_OPTIONS: "--no-deprecation",
    LANG: "C.UTF-8",
    USER: "someone",
    NAMED_ONE: "passed on",
  };
  const OUR_OWN = [
    "TOOLLOOP_COMMAND_ID",
    "TOOLLOOP_OUTPUT",
    "TOOLLOOP_RUN_DIR",
    "TOOLLOOP_RUN_ID",
    "TOOLLOOP_STEP_EVENTS",
    "TOOLLOOP_STEP_ID",
  ];
  const PRINT = 'require("node:fs").writeFileSync(process.env.TOOLLOOP_OUTPUT, JSON.stringify(process.env))';
  const environment = (): Record<string, string> => JSON.parse(file("step-outputs/a.json")).output;

  test("is exactly PATH, HOME, our own facts and what the definition names", async () => {
    const run = `[node, -e, ${JSON.stringify(PRINT)}]`;
    const step = `steps:\n  - { id: a, run: ${run}, env: { FIXED: "1" } }\n`;
    t.workflow("own", `name: own\nkind: script\nenv: [NAMED_ONE, TOOLLOOP_TOKEN, NOT_SET]\n${step}`);
    const { code, stderr } = await t.cli(["run", "script", "own", "--repo", repo], { env: parent });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(Object.keys(environment()).sort()).toEqual(["FIXED", "HOME", "NAMED_ONE", "PATH", ...OUR_OWN]);
    expect(environment()).toMatchObject({ NAMED_ONE: "passed on", FIXED: "1", PATH: process.env.PATH });
    for (const name of ["events.jsonl", "output.log", "request.json", "step-outputs/a.json"])
      expect([name, file(name).includes(secret)]).toEqual([name, false]);
  });

  test("is narrower than that of a workflow's command, which also gets the language", async () => {
    const run = `[node, -e, ${JSON.stringify(PRINT)}]`;
    t.workflow("own", `name: own\nsteps:\n  - { id: a, run: ${run} }\n`);
    await t.cli(["run", "workflow", "own"], { env: parent });
    expect(environment()).toMatchObject({ LANG: "C.UTF-8", USER: "someone" });
    expect(Object.keys(environment())).not.toContain("SECRET_OF_THE_PARENT");
  });
});

describe("the examples of this repository", () => {
  beforeEach(() => {
    cpSync(join(ROOT, ".codex-toolloop/workflows"), join(t.home, "workflows"), { recursive: true });
  });
  const output = () =>
    JSON.parse(file(`step-outputs/${readdirSync(join(t.home, "runs", runs()[0] ?? "", "step-outputs"))[0]}`)).output;

  test("repo.lines counts lines per language on any folder", async () => {
    mkdirSync(join(repo, "src/deep"), { recursive: true });
    writeFileSync(join(repo, "src/deep/c.ts"), "no newline at the end");
    writeFileSync(join(repo, "x.bin"), Buffer.from([1, 0, 2]));
    const args = ["--repo", repo, "--retries", "3", "--leaf-progress", "--verbose"];
    const { code, stdout } = await t.cli(["run", "script", "repo.lines", ...args]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/TypeScript +2 +3/);
    expect(stdout).toContain("done src/deep");
    expect(output()).toMatchObject({ files: 4, binary: 1, languages: { TypeScript: { files: 2, lines: 3 } } });
    expect(events().some((e) => e.type === "step.progress" && e.fraction === 1)).toBe(true);
  });

  test("repo.checksum reports progress, ends at once when it is stopped, and says how far it got", async () => {
    for (let i = 0; i < 500; i++) writeFileSync(join(repo, `${i}.txt`), `${i}`);
    const run = t.start(["run", "script", "repo.checksum", "--repo", repo, "--rounds", "1000", "--json"]);
    await run.printed(/"step\.progress"/);
    await t.cli(["run", "stop", runs()[0] ?? "none"]);
    expect((await run.ended).code).toBe(130);
    expect(file("output.log")).toMatch(/stopped after \d+ of 502000 files/);
  });

  test("deps.outdated lists what the repository asks for, also where nobody can be asked", async () => {
    writeFileSync(join(repo, "package.json"), '{"dependencies":{"left-pad":"1.0.0"}}');
    writeFileSync(join(repo, "requirements.txt"), "requests==2.0 # pinned\n-r more.txt\n");
    const bin = t.folder("bin", { npm: "#!/bin/sh\necho 'npm error code ENOTFOUND' >&2\nexit 1\n" });
    chmodSync(join(bin, "npm"), 0o755);
    const env = { PATH: `${bin}:${process.env.PATH}` };
    const { code, stdout } = await t.cli(["run", "script", "deps.outdated", "--repo", repo], { env });
    expect(code).toBe(0);
    expect(stdout).toContain("left-pad 1.0.0");
    expect(stdout).toContain("requests ==2.0");
    expect(stdout).toContain("npm could not reach its registry: is there a network?");
    expect(output()).toMatchObject({ outdated: [], unknown: { npm: expect.stringContaining("network") } });
  });

  test("deps.outdated names what is newer, and fails for it only when asked to", async () => {
    writeFileSync(join(repo, "package.json"), '{"dependencies":{"left-pad":"1.0.0"}}');
    const answer = '{"left-pad":{"current":"1.0.0","wanted":"1.0.0","latest":"1.3.0"}}';
    const bin = t.folder("bin", { npm: `#!/bin/sh\necho '${answer}'\nexit 1\n` });
    chmodSync(join(bin, "npm"), 0o755);
    const env = { PATH: `${bin}:${process.env.PATH}` };
    const ask = (...more: string[]) => t.cli(["run", "script", "deps.outdated", "--repo", repo, ...more], { env });
    expect((await ask()).stdout).toContain("npm: left-pad 1.0.0 → 1.3.0");
    expect((await ask("--fail")).code).toBe(1);
    expect((await ask("--fail", "--offline")).code).toBe(0);
  });
});
