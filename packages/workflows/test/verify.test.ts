import { describe, expect, it } from "vitest";
import { detectChecks } from "../src/checks/detect-checks.ts";
import { eventsOf } from "./support/fake-host.ts";
import { runBuiltin } from "./support/run-builtin.ts";

const pkg = (scripts: Record<string, string>, more: object = {}) => JSON.stringify({ scripts, ...more });

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
      "no script that only echoes or exits",
      { "package.json": pkg({ test: "echo no tests && exit 0", lint: "true", build: "exit 0", "test:ci": "jest" }) },
      ["npm run test:ci"],
    ],
    [
      "a monorepo's package.json without scripts leaves it to the next",
      {
        "package.json": JSON.stringify({ private: true, workspaces: ["packages/*"] }),
        Makefile: ".PHONY: lint test clean\nVERSION := 1\nlint test: deps\n\techo build: no\n",
      },
      ["make lint", "make test"],
    ],
    ["no target that is only phony", { Makefile: ".PHONY: test lint\nall:\n\tcc x.c\n" }, ["make all"]],
    [
      "all crates of a Cargo workspace",
      { "Cargo.toml": "[package]\nname = 'x'\n\n[workspace]\nmembers = ['a']\n" },
      [
        "cargo fmt --all --check",
        "cargo clippy --workspace --all-targets -- -D warnings",
        "cargo test --workspace",
        "cargo build --workspace",
      ],
      ["cargo fmt --version", "cargo clippy --version"],
    ],
    [
      "all modules of a go.work",
      { "go.work": "go 1.22\n\nuse (\n\t./api // the api\n\t./cmd/tool\n)\nuse .\n" },
      [
        "go vet ./api/... ./cmd/tool/... ./...",
        "go test ./api/... ./cmd/tool/... ./...",
        "go build ./api/... ./cmd/tool/... ./...",
      ],
    ],
    [
      "poetry by pyproject, without a lock file",
      { "pyproject.toml": "[tool.poetry]\nname = 'x'\n[tool.poetry.group.dev.dependencies]\npytest = '*'\n" },
      ["poetry run pytest"],
    ],
    ["tox", { "tox.ini": "[tox]\nenvlist = py\n[testenv:py]\ncommands = python -m unittest\n" }, ["python3 -m tox"]],
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
  it("says in the report which checks were left out on request", async () => {
    const { host } = await runBuiltin("verify", { files }, { only: "lint" });
    expect(host.report).toMatch(/\| lint \| `npm run lint` \| [^|]* \| yes \|/);
    expect(host.report).toMatch(/\| types \| `npm run typecheck` \| [^|]* \| left out on request \|/);
    expect(host.report).toMatch(/\| tests \| `npm test` \| [^|]* \| left out on request \|/);
    const all = await runBuiltin("verify", { files });
    expect(all.host.report).not.toContain("left out on request");
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
