import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { selfIdentity } from "@codex-toolloop/process";
import { openStore } from "@codex-toolloop/store";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeStyle } from "../src/render/style.ts";
import { runCli } from "../src/run-cli.ts";
import { limitNote } from "../src/runs/limit-note.ts";
import { newRun } from "./support/new-run.ts";

let base: string;
let home: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "toolloop-line-"));
  home = join(base, "home");
  mkdirSync(join(home, "workflows"), { recursive: true });
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

/** Runs one command line in this process. */
async function cli(...argv: string[]) {
  const streams = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };
  const env = { PATH: process.env.PATH, TOOLLOOP_HOME: home };
  const code = await runCli(argv, { ...streams, env, cwd: base, argv, style: makeStyle(false) });
  const text = (stream: PassThrough) => String(stream.read() ?? "");
  return { code, stdout: text(streams.stdout), stderr: text(streams.stderr) };
}

test.each([
  [["runn"]],
  [["run", "list", "--limti", "3"]],
  [["run", "list", "--status", "faild"]],
  [["run", "show", "zzz"]],
  [["run", "show", "abcdef"]],
  [["run", "workflow", "tour", "--timeout", "soon"]],
  [["run", "workflow", "tour", "--pace", "instnt"]],
  [["run", "workflow", "tuor"]],
  [["run", "workflow", "verify", "--workspace", "nowhere"]],
  [["run", "workflow"]],
  [["run", "spec", "nowhere.md"]],
  [["run", "stop", "zzz"]],
  [["run", "logs", "zzz"]],
  [["session", "inspect", "zzz"]],
  [["session", "inspect", "se_0123456789abcdef"]],
  [["session", "list", "--workspace", "."]],
  [["run", "prompt", "Hi"]],
  [["run", "prompt", "--runner", "codex"]],
  [["run", "prompt", " ", "--runner", "replay"]],
  [["run", "prompt", "Hi", "--runner", "gpt"]],
  [["run", "prompt", "Hi", "--runner", "replay", "--workspace", "nowhere"]],
  [["run", "prompt", "Hi", "--runner", "replay", "--recording", "nope"]],
  [["run", "prompt", "Hi", "--runner", "replay", "--model", "a b"]],
  [["run", "prompt", "Hi", "--runner", "codex", "--speed", "2"]],
  [["run", "prompt", "Hi", "--session", "se_0123456789abcdef"]],
  [["workspace", "add"]],
  [["workspace", "add", "nowhere"]],
  [["workspace", "trust", "nowhere"]],
  [["workspace", "untrust", "nowhere"]],
  [["workspace", "remove", "nowhere"]],
  [["prune", "--days", "some"]],
  [["open", "abcdef"]],
])("%j is a mistake of the command line: 2, and no run", async (argv) => {
  const { code, stderr } = await cli(...argv);
  expect(stderr).toContain("error:");
  expect(code).toBe(2);
  expect(existsSync(join(home, "runs")) ? readdirSync(join(home, "runs")) : []).toEqual([]);
});

test("a folder that cannot be added is told with the argument and what to do", async () => {
  writeFileSync(join(base, "file"), "");
  const { stderr } = await cli("workspace", "add", "file");
  expect(stderr).toBe(`error: DIR: "${base}/file" is a file, not a folder; give the folder that holds it\n`);
});

test("help ends with 0 and says what each exit code means", async () => {
  const { code, stdout } = await cli("run", "workflow", "--help");
  expect(code).toBe(0);
  for (const words of ["0 success", "1 failed", "2 ", "124 timeout", "130 stopped"]) expect(stdout).toContain(words);
  expect(stdout).toContain("maxConcurrent");
});

test("a workflow that needs a folder says what to add to the line", async () => {
  const { code, stderr } = await cli("run", "workflow", "verify");
  expect(stderr).toBe('error: --workspace: "verify" works in a folder: add --workspace . for this one\n');
  expect(code).toBe(2);
});

test.each([
  [
    ["run", "spec", "s.md", "--workflow", "feature", "--runner", "replay"],
    /^error: workflow: there is no workflow "feature"; did you mean "feature-dev"/,
  ],
  [["run", "spec", "empty.md", "--workspace", "."], /^error: --spec: is required: a file with some text in it, or - /m],
  [
    ["run", "spec", "s.md", "--workspace", "."],
    /^error: input runner: Codex is not available\..* Or watch a recorded run: add --input runner=replay$/m,
  ],
])("%j: what is wrong is said, with what to do", async (argv, words) => {
  writeFileSync(join(base, "s.md"), "# Add\n");
  writeFileSync(join(base, "empty.md"), "\n");
  const { code, stderr } = await cli(...argv);
  expect(stderr).toMatch(words);
  expect(code).toBe(2);
});

test("workflows shows which inputs are required, their bounds, options and defaults", async () => {
  const inputs = "  n: { type: integer, min: 1, max: 10, required: true, help: How many. }\n";
  const steps = "steps:\n  - { id: a, run: [a, { input: n }] }\n";
  writeFileSync(join(home, "workflows/w.yaml"), `name: w\ninputs:\n${inputs}${steps}`);
  writeFileSync(join(home, "workflows/bad.yaml"), "name: bad\nkeepGoing: 3\nstepz: []\n");
  const { stdout } = await cli("workflows");
  expect(stdout).toContain("  --n How many. (required; 1 to 10)\n");
  expect(stdout).toContain("(one of all, lint, types, tests, build; default all)\n");
  expect(stdout).toContain("(yes or no; default yes)\n");
  const bad = stdout.slice(stdout.indexOf("not used")).split("\n");
  expect(bad[0]).toMatch(/^not used .*bad\.yaml$/);
  expect(bad[1]).toBe('  line 3: stepz: a workflow has no key "stepz"; did you mean "steps"?');
  expect(bad.slice(2)).toEqual([
    "  line 2: keepGoing: must be true or false, not a number",
    "  line 1: steps: is missing",
    "",
  ]);
  const help = await cli("run", "workflow", "w", "--help");
  expect(help.stdout.replace(/\s+/g, " ")).toContain("--n <value> How many. (required; 1 to 10)");
});

test("a start beside as many live runs as the limit is noted, and only then", async () => {
  const options = { create: true, env: { TOOLLOOP_MAX_CONCURRENT: "2" } };
  const store = await openStore(home, options);
  /** As a program that starts now sees it. */
  const noteOf = async (runId: string) => {
    const fresh = await openStore(home, options);
    try {
      return await limitNote(fresh, runId);
    } finally {
      await fresh.close();
    }
  };
  try {
    const begin = async () => {
      const runId = await newRun(store);
      const writer = store.openRunWriter(runId);
      const { pid, startTime } = selfIdentity();
      writer.writeMeta({ status: "running", pid, startTime });
      writer.close();
      return runId;
    };
    const own = await begin();
    await begin();
    expect(await noteOf(own)).toBeUndefined();
    await begin();
    expect(await noteOf(own)).toMatch(/^2 other runs are live, as many as maxConcurrent allows/);
  } finally {
    await store.close();
  }
});
