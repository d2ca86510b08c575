import { Item, RunEvent } from "@codex-toolloop/protocol";
import { describe, expect, it } from "vitest";
import { BUILTINS } from "../src/builtin/builtins.ts";
import { WorkflowShape } from "../src/definition/workflow-definition.ts";
import { answer } from "./support/answers.ts";
import { eventsOf, type FakeHostOptions } from "./support/fake-host.ts";
import { runBuiltin, startBuiltin } from "./support/run-builtin.ts";

it("every built-in has a definition that fits the schema but for its steps", () => {
  for (const { definition } of BUILTINS) {
    const { program: _program, outline: _outline, ...rest } = definition;
    expect(WorkflowShape.safeParse({ ...rest, steps: [{ id: "x", run: ["x"] }] }).error).toBeUndefined();
  }
});

it.each(BUILTINS.flatMap(({ definition: d }) => (d.outline ? [{ name: d.name, outline: d.outline }] : [])))(
  "$name plans the steps that its card names",
  async ({ name, outline }) => {
    const changes = () => ({
      files: [{ path: "a.ts", added: 1, deleted: 1 }],
      diff: "diff --git a/a.ts b/a.ts\n",
      cut: false,
    });
    const files = { "package.json": JSON.stringify({ scripts: { test: "node --test" } }) };
    // git: a commit, and work beside it.
    const capture = () => ({ ok: true, exitCode: 0, stdout: `${"a".repeat(40)}\n` });
    const { host } = await startBuiltin(name, { files, spec: "do it", turn: (turn) => answer(turn), changes, capture });
    expect(
      eventsOf(host, "run.planned")
        .at(-1)
        ?.steps.map((s) => s.title),
    ).toEqual(outline);
  },
);

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
