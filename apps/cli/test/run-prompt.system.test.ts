import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type EventInput, RunEvent, RunMeta, type SessionRecord } from "@codex-toolloop/protocol";
import { newRunId, openStore } from "@codex-toolloop/store";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type TestStore, testStore, until } from "./support/cli.ts";

let t: TestStore;
beforeEach(() => {
  t = testStore();
});
afterEach(() => t.cleanup());

const dirOf = (runId: string) => join(t.home, "runs", runId);
const metaOf = (runId: string) => RunMeta.parse(JSON.parse(readFileSync(join(dirOf(runId), "meta.json"), "utf8")));
const eventsOf = (runId: string) =>
  readFileSync(join(dirOf(runId), "events.jsonl"), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => RunEvent.parse(JSON.parse(line)));
const newest = () => readdirSync(join(t.home, "runs")).sort().at(-1) ?? "none";

/** A finished run in the store whose events lie `everyMs` apart. @returns its id. */
async function recorded(events: EventInput[], everyMs: number): Promise<string> {
  const store = await openStore(t.home, { create: true });
  const runId = newRunId();
  await store.createRun(
    {
      v: 1,
      runId,
      kind: "prompt",
      workflow: "prompt",
      title: "recorded",
      inputs: {},
      hasSpec: true,
      timeoutSeconds: 60,
      stopGraceSeconds: 1,
      requestedBy: "me",
      requestedVia: "cli",
      createdAt: "2026-01-01T00:00:00.000Z",
      source: "builtin",
    },
    "recorded",
  );
  const writer = store.openRunWriter(runId);
  events.forEach((event, i) => {
    const at = new Date(Date.UTC(2026, 0, 1) + i * everyMs).toISOString();
    writer.appendRecord("events.jsonl", { v: 1, runId, seq: i, at, ...event });
  });
  writer.writeMeta({ status: "success", reason: "exit_zero" });
  writer.close();
  await store.close();
  return runId;
}

const message = { kind: "message", role: "assistant", text: "" } as const;
const words = (count: number) => Array.from({ length: count }, (_, i) => `word ${i}\n`);
const turn = (count: number): EventInput[] => [
  { type: "turn.started", turnId: "t1", threadId: "th-1", model: "m-1" },
  { type: "item.started", itemId: "m1", item: message },
  ...words(count).map((delta): EventInput => ({ type: "item.delta", itemId: "m1", field: "text", delta })),
  { type: "item.finished", itemId: "m1", item: { ...message, text: words(count).join("") } },
  { type: "turn.finished", turnId: "t1", status: "completed" },
];

describe("run prompt", () => {
  test("without a prompt, a replay plays the first recording that ships, with its prompt and its changes", async () => {
    const { code, stdout } = await t.cli(["run", "prompt", "--runner", "replay", "--speed", "0"]);
    expect(code).toBe(0);
    expect(stdout).toContain("[you] A free article makes the cart's total wrong.");
    expect(stdout).toContain("[agent] ## A free article is free again");
    expect(readFileSync(join(dirOf(newest()), "changes.diff"), "utf8")).toContain("+  return article.price ??");
    expect(metaOf(newest())).toMatchObject({ replayOf: { recording: "claude-cart" }, threadId: expect.any(String) });
  });

  test("a replay runs to its end in a process of its own, and leaves what a prompt leaves", async () => {
    const source = await recorded(turn(5), 1);
    const prompt = "The title.\nWhat stands in spec.md alone.";
    const { code, stdout, stderr } = await t.cli(
      ["run", "prompt", "-", "--runner", "replay", "--recording", source, "--speed", "0"],
      { stdin: prompt },
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("[you] The title.⏎What stands in spec.md alone.");
    expect(stdout).toContain("[agent] word 4");
    expect(stdout).toMatch(/^\[run\] success \(exit_zero\)/m);
    const dir = dirOf(newest());
    // It touched no folder, so none was put on the list.
    expect(existsSync(join(t.home, "workspaces.jsonl"))).toBe(false);
    expect(readFileSync(join(dir, "spec.md"), "utf8")).toBe(prompt);
    expect(readFileSync(join(dir, "request.json"), "utf8")).not.toContain("What stands");
    expect(metaOf(newest())).toMatchObject({ kind: "prompt", runner: "replay", threadId: "th-1", status: "success" });
    for (const file of readdirSync(dir))
      expect([file, (statSync(join(dir, file)).mode & 0o777).toString(8)]).toEqual([file, "600"]);
    expect(existsSync(join(dir, "exchange"))).toBe(false);
    const shown = await t.cli(["run", "show", newest()]);
    expect(shown.stdout).toMatch(new RegExp(`^replay of +run ${source}$`, "m"));
  });

  test("a prompt as an argument of ours is kept out of request.json and of every process that runs", async () => {
    const source = await recorded(turn(400), 50);
    const secret = "Say the word hydrangea.";
    const run = t.start(["run", "prompt", secret, "--runner", "replay", "--recording", source]);
    await run.printed(/word 2/);
    const others = readdirSync("/proc").filter((pid) => {
      try {
        return /^\d+$/.test(pid) && Number(pid) !== run.child.pid && cmdline(pid).includes(secret);
      } catch {
        return false;
      }
    });
    expect(others).toEqual([]);
    expect(readFileSync(join(dirOf(newest()), "request.json"), "utf8")).not.toMatch(/"argv":[^\]]*hydrangea/);
    run.child.kill("SIGINT");
    const { code, stdout } = await run.ended;
    expect(code).toBe(130);
    expect(stdout).toContain("[run] canceled (stop_requested)");
    const [secondLast, last] = eventsOf(newest()).slice(-3);
    expect(secondLast).toMatchObject({ type: "item.finished", itemId: "m1", item: { status: "canceled" } });
    expect(last).toMatchObject({ type: "turn.finished", status: "interrupted" });
  });

  test("kill -9 of the run process: the outcome is told, and every event before it is whole", async () => {
    const source = await recorded(turn(400), 25);
    const run = t.start(["run", "prompt", "x", "--runner", "replay", "--recording", source]);
    await run.printed(/word 5/);
    const [pid] = readdirSync("/proc").filter((p) => {
      try {
        return /^\d+$/.test(p) && cmdline(p).includes(`exec.mjs\0${dirOf(newest())}`) && !cmdline(p).includes("perl");
      } catch {
        return false;
      }
    });
    process.kill(Number(pid), "SIGKILL");
    const { code, stdout } = await run.ended;
    expect(code).toBe(1);
    expect(stdout).toContain("[run] failed (signal)");
    const told = eventsOf(newest());
    expect(told.map((e) => e.seq)).toEqual(told.map((_e, i) => i));
    const text = told.flatMap((e) => (e.type === "item.delta" ? [e.delta] : [])).join("");
    expect(words(400).join("").startsWith(text)).toBe(true);
    expect(text).toContain("word 5");
  });

  test("a session's prompt takes its runner, thread and options; one that has a live prompt takes none", async () => {
    const source = await recorded(turn(400), 50);
    const folder = t.folder("app");
    await t.cli(["workspace", "add", folder]);
    const store = await openStore(t.home);
    const [workspace] = await store.workspaces.list();
    const session: SessionRecord = {
      v: 1,
      id: "se_0123456789abcdef",
      workspaceId: workspace?.id ?? "",
      runnerType: "replay",
      threadId: "th-0",
      createdAt: "2026-01-01T00:00:00.000Z",
      createdBy: "me",
      options: { sandbox: "read-only", approvalPolicy: "never" },
      replay: { runId: source },
    };
    store.sessions.add(session);
    await store.close();
    const run = t.start(["run", "prompt", "Go on.", "--session", "se_0123", "--sandbox", "workspace-write"]);
    await run.printed(/word 1/);
    const runId = newest();
    const request = JSON.parse(readFileSync(join(dirOf(runId), "request.json"), "utf8"));
    expect(request).toMatchObject({
      sessionId: session.id,
      workspace: { id: workspace?.id, path: folder },
      agent: {
        runner: "replay",
        threadId: "th-0",
        options: { sandbox: "workspace-write", approvalPolicy: "never" },
        replay: { source: { runId: source }, speed: 1 },
      },
    });
    const second = await t.cli(["run", "prompt", "And again.", "--session", session.id]);
    expect(second.code).toBe(2);
    expect(second.stderr).toContain(`run ${runId} of it is running`);
    const wrong = await t.cli(["run", "prompt", "x", "--session", session.id, "--workspace", folder]);
    expect(wrong.stderr).toContain("a session has its own");

    const listed = JSON.parse((await t.cli(["session", "list", "--workspace", folder, "--json"])).stdout);
    expect(listed).toMatchObject({ total: 1, items: [{ id: session.id, live_run_id: runId, last_prompt: "Go on." }] });
    expect((await t.cli(["session", "list"])).stdout).toMatch(/se_0123456789abcdef +replay +app +1 .*running +Go on\./);
    await t.cli(["run", "stop", runId, "--force"]);
    await run.ended;
    // No dashboard has copied the thread of that run into the session yet.
    const next = JSON.parse((await t.cli(["run", "prompt", "On.", "--session", "se_0123", "-d", "--json"])).stdout);
    const carried = JSON.parse(readFileSync(join(dirOf(next.runId), "request.json"), "utf8"));
    expect(carried.agent.threadId).toBe("th-1");
    await t.cli(["run", "stop", next.runId, "--force"]);
    const inspected = await t.cli(["session", "inspect", "abcdef"]);
    expect(inspected.stdout).toMatch(/^runner +replay$/m);
    expect(inspected.stdout).toMatch(new RegExp(`^${runId} +(canceled|failed) `, "m"));
    const json = JSON.parse((await t.cli(["session", "inspect", session.id, "--json"])).stdout);
    expect(json).toMatchObject({
      id: session.id,
      live_run_id: null,
      thread_id: "th-0",
      runs: [{ runId: next.runId }, { runId }],
    });
  });

  test("an agent that is not there is told with what to install, before anything runs", async () => {
    const { code, stderr } = await t.cli(["run", "prompt", "x", "--runner", "codex"], {
      env: { TOOLLOOP_CODEX_BIN: "/nowhere/codex" },
    });
    expect(code).toBe(2);
    expect(stderr).toContain("error: --runner: Codex is not available.");
    expect(existsSync(join(t.home, "runs")) ? readdirSync(join(t.home, "runs")) : []).toEqual([]);
    await until(() => readFileSync(join(t.home, "ui-validation-audit.jsonl"), "utf8").includes('"what":"run prompt"'));
  });
});

function cmdline(pid: string): string {
  return readFileSync(`/proc/${pid}/cmdline`, "utf8");
}
