import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createCodexHome } from "../../../tests/support/codex-home.ts";
import { codex } from "../src/codex/codex.ts";
import { marked, parentOf, untilMarked } from "./support/marked.ts";
import { describeRealCodex } from "./support/real-codex.ts";

describeRealCodex("how turns of the real codex end", (real) => {
  it.each(["workspace-write", "full-access"] as const)(
    "stops a running command with its whole tree (%s)",
    async (sandbox) => {
      const mark = `98${Date.now() % 1_000_000}`;
      real.server.play(`sleep${mark}`, [
        [{ shell: `echo begin; sleep ${mark} & setsid sleep ${mark} & sleep ${mark}` }],
        [{ say: "Done." }],
      ]);
      const stop = new AbortController();
      const running = real.turn(`#sleep${mark}`, await real.repository(), {
        options: { sandbox },
        signal: stop.signal,
      });
      expect(await untilMarked(mark)).not.toEqual([]);
      await running.heard.told("item.started", (e) => e.item.kind === "command");
      stop.abort();
      expect(await running.ended).toMatchObject({ status: "interrupted" });
      expect(marked(mark)).toEqual([]);
      const [command] = running.heard.all("item.finished").filter((e) => e.item.kind === "command");
      expect(command?.item).toMatchObject({ status: "canceled" });
      expect(running.heard.events.at(-1)).toMatchObject({ type: "turn.finished", status: "interrupted" });
    },
  );

  it("ends with its whole tree when the disk refuses an event", async () => {
    const mark = `96${Date.now() % 1_000_000}`;
    real.server.play(`full${mark}`, [[{ shell: `sleep ${mark}` }], [{ say: "Done." }]]);
    const running = real.turn(`#full${mark}`, await real.repository());
    await untilMarked(mark);
    running.heard.sink.emit = () => {
      throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
    };
    running.control({ type: "approval", approvalId: "none", decision: "approve", by: "tester" });
    expect(await running.ended).toMatchObject({ status: "failed", code: "disk_full" });
    expect(marked(mark)).toEqual([]);
  });

  it("says how its process was lost, and leaves nothing of it", async () => {
    const mark = `95${Date.now() % 1_000_000}`;
    real.server.play(`lost${mark}`, [[{ shell: `sleep ${mark} & sleep ${mark}` }], [{ say: "Done." }]]);
    const running = real.turn(`#lost${mark}`, await real.repository());
    await untilMarked(mark);
    const [lost = ""] = marked("app-server").filter((p) => parentOf(p) === process.pid);
    process.kill(Number(lost.split("@")[0]), "SIGKILL");
    const result = await running.ended;
    expect(result).toMatchObject({ status: "failed", code: "agent_gone" });
    expect(result.error).toContain("SIGKILL");
    expect(marked(mark)).toEqual([]);
    expect(running.heard.events.at(-1)).toMatchObject({ type: "turn.finished", status: "failed" });
  });

  it("stops before anything was said", async () => {
    const stop = new AbortController();
    const running = real.turn("#hello", await real.repository(), { signal: stop.signal });
    stop.abort();
    expect(await running.ended).toMatchObject({ status: "interrupted" });
  });

  it("says which thread is missing", async () => {
    const threadId = "01a1fa0f-92fa-7480-b811-000000000000";
    const result = await real.turn("#hello", await real.repository(), { threadId }).ended;
    expect(result).toMatchObject({ status: "failed", code: "thread_missing" });
  });

  it.each([
    [401, "auth_failed", /codex login/],
    [400, "bad_request", /did not accept/],
    [429, "rate_limited", /limit/],
    [500, "server_error", /failed/],
  ] as const)("fails in words on %i", async (status, code, words) => {
    real.server.play(`status${status}`, [[{ status }]]);
    const { ended, heard } = real.turn(`#status${status}`, await real.repository());
    const result = await ended;
    expect(result).toMatchObject({ status: "failed", code });
    expect(result.error).toMatch(words);
    expect(heard.events.at(-1)).toMatchObject({ type: "turn.finished", status: "failed", error: result.error });
  });

  it("says when a key is not set, or the configuration cannot be read", async () => {
    const other = await createCodexHome(real.server.url);
    const without = { ...real.env(), ...other.env, SCRIPTED_MODEL_KEY: undefined };
    const cwd = await real.repository();
    expect(await real.turn("#hello", cwd, { env: without }).ended).toMatchObject({
      status: "failed",
      code: "auth_failed",
    });
    await writeFile(join(other.path, "config.toml"), "model = [broken");
    expect(await real.turn("#hello", cwd, { env: without }).ended).toMatchObject({
      status: "failed",
      code: "config_invalid",
    });
    await other.remove();
  });

  it("tries again when the model server fails, and says so", async () => {
    real.server.play("flaky", [[{ status: 500, times: 2 }, { say: "Done." }]]);
    const { ended, heard } = real.turn("#flaky", await real.repository());
    expect(await ended).toMatchObject({ status: "completed", message: "Done." });
    expect(heard.all("notice").filter((e) => e.code === "retry")).toEqual([
      expect.objectContaining({ level: "warning" }),
    ]);
  });

  it("goes on after a broken connection", async () => {
    real.server.play("broken", [[{ say: "I beg" }, { disconnect: true, times: 1 }, { say: "Done." }]]);
    expect(await real.turn("#broken", await real.repository()).ended).toMatchObject({
      status: "completed",
      message: "Done.",
    });
  });

  it("gives up when the connection breaks every time", async () => {
    real.server.play("gone", [[{ say: "I beg" }, { disconnect: true }]]);
    const { ended } = real.turn("#gone", await real.repository());
    expect(await ended).toMatchObject({ status: "failed", code: "connection_lost" });
  });

  it("is interrupted at the limit of rounds, before the next one acts", async () => {
    real.server.play("rounds", [
      [{ shell: "echo 1 >> log" }],
      [{ shell: "echo 2 >> log" }],
      [{ shell: "echo 3 >> log" }],
      [{ say: "Done." }],
    ]);
    const cwd = await real.repository();
    const { ended, heard } = real.turn("#rounds", cwd, { options: { maxTurns: 2 } });
    expect(await ended).toMatchObject({ status: "failed", code: "max_turns" });
    expect(readFileSync(join(cwd, "log"), "utf8")).toBe("1\n2\n");
    expect(heard.all("iteration.started")).toEqual([
      { type: "iteration.started", iteration: 1, max: 2 },
      { type: "iteration.started", iteration: 2, max: 2 },
    ]);
    const enough = await real.turn("#rounds", await real.repository(), { options: { maxTurns: 4 } }).ended;
    expect(enough).toMatchObject({ status: "completed" });
  });

  it("is missing in words", async () => {
    const nowhere = { codexBin: "/nowhere/codex", claudeBin: "", installRoots: [], env: real.env() };
    expect(await codex.find(nowhere)).toMatchObject({
      available: false,
      problem: expect.stringContaining("/nowhere/codex"),
    });
    const { ended } = real.turn("#hello", await real.repository(), { lookup: nowhere });
    expect(await ended).toMatchObject({ status: "failed", code: "runner_missing" });
  });
});
