import { Item, RunEvent } from "@codex-toolloop/protocol";
import { describe, expect, it } from "vitest";
import { BUILTINS } from "../src/builtin/builtins.ts";
import { detectChecks } from "../src/builtin/verify/detect-checks.ts";
import { WorkflowShape } from "../src/definition/workflow-definition.ts";
import { definitionOf, runWorkflow } from "../src/index.ts";
import { eventsOf, type FakeHostOptions, fakeHost } from "./support/fake-host.ts";

async function runBuiltin(
  workflow: string,
  options: FakeHostOptions = {},
  inputs: Record<string, string | number | boolean> = {},
  abort = new AbortController(),
) {
  const found = definitionOf({ workflow, source: "builtin", definition: undefined });
  if (!found.ok) throw new Error(found.message);
  const host = fakeHost(options);
  const outcome = await runWorkflow({
    definition: found.definition,
    inputs,
    host,
    signal: abort.signal,
    hasSpec: false,
  });
  return { host, outcome };
}
const pkg = (scripts: Record<string, string>, more: object = {}) => JSON.stringify({ scripts, ...more });

it("every built-in has a definition that fits the schema but for its steps", () => {
  for (const { definition } of BUILTINS) {
    const { program: _program, ...rest } = definition;
    expect(WorkflowShape.safeParse({ ...rest, steps: [{ id: "x", run: ["x"] }] }).error).toBeUndefined();
  }
});

describe("verify finds how a repository checks itself", () => {
  const detect = (files: Record<string, string>, answers: string[] = []) =>
    detectChecks({
      readText: async (p) => files[p] ?? null,
      exists: async (p) => p in files || Object.keys(files).some((f) => f.startsWith(`${p}/`)),
      answers: async (argv) => answers.includes(argv.join(" ")),
    });
  const table: [what: string, files: Record<string, string>, commands: string[], answers?: string[]][] = [
    [
      "npm scripts in order lint, types, tests, build",
      { "package.json": pkg({ build: "b", test: "t", lint: "l", typecheck: "x" }) },
      ["npm run lint", "npm run typecheck", "npm test", "npm run build"],
    ],
    ["pnpm by lock file", { "package.json": pkg({ test: "t" }), "pnpm-lock.yaml": "" }, ["pnpm run test"]],
    ["yarn by lock file", { "package.json": pkg({ test: "t" }), "yarn.lock": "" }, ["yarn run test"]],
    ["bun by lock file", { "package.json": pkg({ test: "t" }), "bun.lockb": "" }, ["bun run test"]],
    [
      "packageManager beats the lock file",
      { "package.json": pkg({ test: "t" }, { packageManager: "pnpm@9.1.0" }), "package-lock.json": "" },
      ["pnpm run test"],
    ],
    [
      "format and lint",
      { "package.json": pkg({ "format:check": "f", eslint: "e" }) },
      ["npm run eslint", "npm run format:check"],
    ],
    [
      "the first fitting name",
      { "package.json": pkg({ "test:unit": "u", "test:ci": "c", tsc: "x" }) },
      ["npm run tsc", "npm run test:ci"],
    ],
    [
      "no watch mode",
      { "package.json": pkg({ test: "jest --watch", "test:ci": "jest", lint: "tsc -w", build: "nodemon x" }) },
      ["npm run test:ci"],
    ],
    ["--watch=false is no watch mode", { "package.json": pkg({ test: "ng test --watch=false" }) }, ["npm test"]],
    [
      "nothing that changes files",
      { "package.json": pkg({ lint: "eslint --fix .", "lint:check": "eslint ." }) },
      ["npm run lint:check"],
    ],
    [
      "no placeholder test",
      { "package.json": pkg({ test: 'echo "Error: no test specified" && exit 1' }), Makefile: "test:\n\tx\n" },
      ["make test"],
    ],
    [
      "check where there are no parts",
      { "package.json": pkg({ check: "c", test: "t" }) },
      ["npm run check", "npm test"],
    ],
    ["parts rather than check", { "package.json": pkg({ check: "c", lint: "l" }) }, ["npm run lint"]],
    [
      "this project's own scripts",
      { "package.json": pkg({ check: "c", lint: "l", typecheck: "t", test: "x", "test:unit": "u", build: "b" }) },
      ["npm run lint", "npm run typecheck", "npm test", "npm run build"],
    ],
    [
      "Makefile after a package.json without scripts",
      { "package.json": "{}", Makefile: ".PHONY: test\nlint test: deps\n\tx\nbuild:: a\nX := 1\n" },
      ["make lint", "make test", "make build"],
    ],
    ["Makefile after a broken package.json", { "package.json": "{", Makefile: "check:\n" }, ["make check"]],
    [
      "Cargo with all tools",
      { "Cargo.toml": "" },
      ["cargo fmt --check", "cargo clippy --all-targets -- -D warnings", "cargo test", "cargo build"],
      ["cargo fmt --version", "cargo clippy --version"],
    ],
    ["Cargo without tools", { "Cargo.toml": "" }, ["cargo check --all-targets", "cargo test", "cargo build"]],
    ["Go", { "go.mod": "" }, ["go vet ./...", "go test ./...", "go build ./..."]],
    [
      "Python with everything configured",
      { "pyproject.toml": "[tool.ruff]\n[tool.mypy]\n[tool.pytest.ini_options]\n" },
      ["python3 -m ruff check .", "python3 -m mypy .", "python3 -m pytest"],
    ],
    ["Python with uv", { "pyproject.toml": "[tool.ruff.lint]\n", "uv.lock": "" }, ["uv run ruff check ."]],
    ["Python in its own environment", { "pytest.ini": "", ".venv/bin/python": "" }, [".venv/bin/python -m pytest"]],
    [
      "setup.cfg and tox.ini",
      { "setup.cfg": "[mypy]\n", "tox.ini": "[pytest]\n" },
      ["python3 -m mypy .", "python3 -m pytest"],
    ],
    ["package.json before Cargo", { "package.json": pkg({ test: "t" }), "Cargo.toml": "" }, ["npm test"]],
    ["nothing in an empty folder", {}, []],
    ["nothing in a bare pyproject", { "pyproject.toml": "[project]\nname='x'\n" }, []],
  ];
  it.each(table)("%s", async (_what, files, commands, answers) => {
    const { evidence } = await detect(files, answers);
    expect(evidence?.checks.map((c) => c.argv.join(" ")) ?? []).toEqual(commands);
  });
});

describe("verify", () => {
  const files = { "package.json": pkg({ lint: "l", typecheck: "x", test: "t" }) };
  const failing = (name: string) => (spec: { argv: string[] }) =>
    spec.argv.includes(name) ? { exitCode: 1, output: `src/a.ts:3 error: bad ${"`".repeat(4)}\n` } : {};

  it("runs every check although one fails, and fails", async () => {
    const { host, outcome } = await runBuiltin("verify", { files, command: failing("lint") });
    expect(host.commands.map((c) => c.argv.join(" "))).toEqual(["npm run lint", "npm run typecheck", "npm test"]);
    expect(host.commands[0]?.env).toMatchObject({ CI: "true" });
    expect(outcome).toEqual({ status: "failed", reason: "step_failed", detail: '"Lint" failed: exit code 1.' });
    expect(host.report).toContain("src/a.ts:3 error: bad");
    expect(host.report).toContain("\n`````\n");
    expect(host.report).toContain("codex-toolloop run workflow verify --workspace /home/ada/project");
  });
  it("stops at the first failure with continueOnError off", async () => {
    const { host } = await runBuiltin("verify", { files, command: failing("lint") }, { continueOnError: false });
    expect(host.commands).toHaveLength(1);
    expect(host.report).toContain("--input continueOnError=false");
  });
  it("runs one kind with only", async () => {
    const { host, outcome } = await runBuiltin("verify", { files }, { only: "tests" });
    expect(host.commands.map((c) => c.argv.join(" "))).toEqual(["npm test"]);
    expect(outcome.status).toBe("success");
  });
  it("says what was used and what was not found", async () => {
    const { host } = await runBuiltin("verify", { files });
    expect(eventsOf(host, "notice").map((n) => n.message)).toEqual([
      "Checks found in package.json: npm run lint, npm run typecheck and npm test.",
      "package.json has no build.",
    ]);
  });
  it.each([
    [{}, {}, /No way to check this repository was found/],
    [files, { only: "build" }, /package.json has no check of the kind "build"; it has lint, types and tests/],
  ])("with nothing to do it fails and says what to do", async (has, inputs, detail) => {
    const { host, outcome } = await runBuiltin(
      "verify",
      { files: has as Record<string, string> },
      inputs as Record<string, string>,
    );
    expect(outcome).toMatchObject({ status: "failed", reason: "nothing_to_do", detail: expect.stringMatching(detail) });
    expect(host.commands).toEqual([]);
    expect(host.report).toContain("## What to do");
  });
  it("says npm ci first where dependencies are missing, or runs it when asked, and nothing after it fails", async () => {
    const locked = { "package.json": pkg({ test: "t" }, { devDependencies: { a: "1" } }), "package-lock.json": "{}" };
    const first = await runBuiltin("verify", { files: locked });
    expect(first.host.report).toContain("Dependencies are not installed");
    expect(first.host.report).toContain("`npm ci`");
    const second = await runBuiltin("verify", { files: locked, command: () => ({ exitCode: 1 }) }, { install: true });
    expect(second.host.commands.map((c) => c.argv.join(" "))).toEqual(["npm ci"]);
    const third = await runBuiltin("verify", { files: { ...locked, "node_modules/a/package.json": "" } });
    expect(third.host.report).not.toContain("Dependencies are not installed");
  });
  it("reports a missing tool by name", async () => {
    const { host } = await runBuiltin("verify", { files, command: () => ({ spawnError: "ENOENT" }) });
    expect(host.report).toContain("npm could not be started: ENOENT");
  });
});

describe("tour", () => {
  const play = (pace: string) =>
    runBuiltin(
      "tour",
      { workspace: false, command: (spec) => ({ exitCode: spec.env?.TOUR_ATTEMPT === "1" ? 7 : 0 }) },
      { pace },
    );
  it("says every type of event and every kind of item that the protocol has", async () => {
    const { host, outcome } = await play("normal");
    expect(outcome.status).toBe("success");
    const said = new Set(host.events.map((e) => e.type));
    const wanted = RunEvent.options
      .map((o) => o.shape.type.value)
      .filter((t) => t !== "run.started" && t !== "run.finished");
    expect([...said].sort()).toEqual([...wanted].sort());
    const kinds = new Set(eventsOf(host, "item.finished").map((e) => e.item.kind));
    expect([...kinds].sort()).toEqual(Item.options.map((o) => o.shape.kind.value).sort());
    expect(new Set(eventsOf(host, "notice").map((n) => n.level))).toEqual(new Set(["info", "warning", "error"]));
    const at = { v: 1, runId: "00000000-0000-7000-8000-000000000000", seq: 0, at: "2026-01-01T00:00:00.000Z" };
    for (const event of host.events) expect(RunEvent.safeParse({ ...at, ...event }).error).toBeUndefined();
  });
  it("takes about a minute at normal pace with its commands, and waits for nothing when instant", async () => {
    const { host } = await play("normal");
    const talked = host.sleeps.reduce((a, b) => a + b, 0) / 1000;
    const commands = 0.35 * 20 + 2 + 0.3 * 20;
    expect(talked + commands).toBeGreaterThan(45);
    expect(talked + commands).toBeLessThan(75);
    expect((await play("instant")).host.sleeps).toEqual([]);
  });
  it("starts every item that it finishes, and its deltas join to the whole text", async () => {
    const { host } = await play("instant");
    const started = new Set(eventsOf(host, "item.started").map((e) => e.itemId));
    const deltas = new Map<string, string>();
    for (const e of eventsOf(host, "item.delta")) deltas.set(e.itemId, (deltas.get(e.itemId) ?? "") + e.delta);
    for (const e of eventsOf(host, "item.finished")) {
      expect(started).toContain(e.itemId);
      const text = e.item.kind === "message" || e.item.kind === "reasoning" ? e.item.text : undefined;
      if (text !== undefined && deltas.has(e.itemId)) expect(deltas.get(e.itemId)).toBe(text);
    }
  });
  it("stops at once in whatever it is saying", async () => {
    for (const after of [3, 20, 60, 110, 150, 190]) {
      const abort = new AbortController();
      let n = 0;
      const { host, outcome } = await runBuiltin(
        "tour",
        {
          onEvent: () => void (++n === after && abort.abort("stop_requested")),
          command: () => ({ hang: abort.signal.aborted }),
        },
        { pace: "normal" },
        abort,
      );
      expect(outcome.status).toBe("canceled");
      expect(eventsOf(host, "step.finished").filter((e) => e.status === "canceled")).toHaveLength(1);
    }
  });
});

describe("repo-report", () => {
  const files = {
    "src/a.ts": "// TODO: first\nconst todo = 1; // not a mark\nconst TODO = 2;\n",
    "src/b|`x`.py": "# FIXME(ada): second | with pipe <script>\nx = 1",
    "package.json": JSON.stringify({ name: "p", dependencies: { zod: "4.0.0" }, devDependencies: { vitest: "1" } }),
    "package-lock.json": "{}\n{}\n",
    "crates/x/Cargo.toml":
      '[package]\nname="x"\n[dependencies]\nserde = { version = "1.0", features = ["derive"] }\nlibc = "0.2"\n[dev-dependencies]\ntempfile = "3"\n',
    "go.mod":
      "module x\n\nrequire (\n\tgithub.com/a/b v1.2.3\n\tgithub.com/c/d v0.1.0 // indirect\n)\nrequire github.com/e/f v2.0.0\n",
    "py/pyproject.toml": '[project]\ndependencies = [\n  "requests[socks]>=2",\n  "rich",\n]\n',
    "requirements.txt": "# c\nflask==3.0 ; python_version > '3'\n-r other.txt\n",
    "logo.png": "\0\0",
  };
  const log = [
    "\u001eaaaaaaaa1\u001f2026-11-19T10:00:00Z\u001fAda\u001fFix | it `now`",
    "",
    "src/a.ts",
    "gone.ts",
    "\u001ebbbbbbbb2\u001f2026-11-01T10:00:00Z\u001fBob\u001fAdd",
    "",
    "src/a.ts",
    "",
  ].join("\n");
  const git = (argv: string[]) => {
    if (argv.includes("rev-list")) return { ok: true, exitCode: 0, stdout: "2\n" };
    if (argv.includes("log")) return { ok: true, exitCode: 0, stdout: log };
    return { ok: true, exitCode: 0, stdout: argv.includes("--abbrev-ref") ? "main\n" : "true\n" };
  };

  it("counts languages, marks, dependencies and activity", async () => {
    const { host, outcome } = await runBuiltin("repo-report", { files, capture: git });
    expect(outcome.status).toBe("success");
    expect(host.outputs.get("files")).toMatchObject({
      output: { files: 9, todos: { total: 2, byWord: { TODO: 1, FIXME: 1 } }, limits: [] },
    });
    expect(host.outputs.get("history")).toMatchObject({
      output: {
        total: 2,
        read: 2,
        hot: [
          { path: "src/a.ts", commits: 2, exists: true },
          { path: "gone.ts", exists: false },
        ],
      },
    });
    const { output } = host.outputs.get("dependencies") as {
      output: { manifests: { path: string; runtime: { name: string }[] }[] };
    };
    expect(Object.fromEntries(output.manifests.map((m) => [m.path, m.runtime.map((d) => d.name)]))).toEqual({
      "go.mod": ["github.com/a/b", "github.com/e/f"],
      "package.json": ["zod"],
      "requirements.txt": ["flask"],
      "py/pyproject.toml": ["requests", "rich"],
      "crates/x/Cargo.toml": ["serde", "libc"],
    });
  });
  it("shows hostile names and texts as text: no cell is broken, no markup is made", async () => {
    const { host } = await runBuiltin("repo-report", { files, capture: git });
    for (const line of host.report.split("\n").filter((l) => l.includes("second") || l.includes("Fix")))
      expect(line).not.toMatch(/(?<!\\)<script>/);
    const row = host.report.split("\n").find((l) => l.includes("second")) ?? "";
    expect(row.match(/(?<!\\)\|/g)).toHaveLength(3);
  });
  it("works without git, and says so", async () => {
    const { host, outcome } = await runBuiltin("repo-report", { files });
    expect(outcome.status).toBe("success");
    expect(host.report).toContain("No history: git could not be run.");
  });
  it("stops between two batches of files", async () => {
    const abort = new AbortController();
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`f${i}.ts`, "x\n"]));
    const onEvent: FakeHostOptions["onEvent"] = (e) =>
      void (e.type === "step.progress" && e.current !== undefined && abort.abort("deadline"));
    const { outcome } = await runBuiltin("repo-report", { files: many, onEvent }, {}, abort);
    expect(outcome).toMatchObject({ status: "timeout", reason: "deadline" });
  });
});
