import { expect, it } from "vitest";
import { codex } from "../src/codex/codex.ts";
import { marked, untilMarked } from "./support/marked.ts";
import { older } from "./support/older-codex.ts";
import { describeRealCodex } from "./support/real-codex.ts";

describeRealCodex("a codex without an app server", (real) => {
  it("is found, and says what it cannot do", async () => {
    const info = await codex.find(await older(real));
    expect(info).toMatchObject({ available: true, mode: "exec", from: "setting" });
    expect(info.note).toMatch(/no app server/);
  });

  it("works, says what is missing, and goes on with the thread", async () => {
    real.server.play("old", [
      [{ shell: "echo one; echo two" }],
      [{ write: { path: "a.txt", content: "a\n" } }],
      [{ say: "Done." }],
    ]);
    real.server.play("older", [[{ say: "Again." }]]);
    const cwd = await real.repository();
    const { ended, heard } = real.turn("#old", cwd, { lookup: await older(real) });
    const result = await ended;
    expect(result).toMatchObject({ status: "completed", message: "Done." });
    expect(heard.threads).toEqual([result.threadId]);
    expect(heard.all("notice").map((e) => e.code)).toContain("older_codex");
    expect(heard.all("item.finished").map((e) => e.item)).toEqual([
      expect.objectContaining({ kind: "command", output: "one\ntwo\n", exitCode: 0 }),
      expect.objectContaining({ kind: "file_change", changes: [{ path: "a.txt", change: "add" }] }),
      expect.objectContaining({ kind: "message", text: "Done." }),
    ]);
    const next = real.turn("#older", cwd, { lookup: await older(real), threadId: result.threadId });
    expect(await next.ended).toMatchObject({ status: "completed", threadId: result.threadId, message: "Again." });
  });

  it("tells what a turn used alone, also on a thread that goes on", async () => {
    real.server.play("one", [
      [{ shell: "echo" }],
      [{ say: "One." }, { usage: { input: 3000, output: 30, cached: 100 } }],
    ]);
    real.server.play("two", [[{ say: "Two." }, { usage: { input: 2000, output: 20, cached: 50, reasoning: 5 } }]]);
    const cwd = await real.repository();
    const lookup = await older(real);
    const first = await real.turn("#one", cwd, { lookup }).ended;
    expect(first.usage).toMatchObject({ inputTokens: 4000, outputTokens: 50, cachedInputTokens: 100 });
    for (const threadId of [first.threadId, first.threadId]) {
      const { ended, heard } = real.turn("#two", cwd, { lookup, threadId });
      const usage = {
        inputTokens: 2000,
        outputTokens: 20,
        cachedInputTokens: 50,
        reasoningTokens: 5,
        totalTokens: 2020,
      };
      expect((await ended).usage).toEqual(usage);
      expect(heard.all("usage.updated").at(-1)).toEqual({ type: "usage.updated", usage });
    }
  });

  it("stops with its whole tree", async () => {
    const mark = `97${Date.now() % 1_000_000}`;
    real.server.play(`old${mark}`, [
      [{ shell: `sleep ${mark} & setsid sleep ${mark} & sleep ${mark}` }],
      [{ say: "Done." }],
    ]);
    const stop = new AbortController();
    const options = { sandbox: "full-access" } as const;
    const running = real.turn(`#old${mark}`, await real.repository(), {
      lookup: await older(real),
      signal: stop.signal,
      options,
    });
    await untilMarked(mark);
    stop.abort();
    expect(await running.ended).toMatchObject({ status: "interrupted" });
    expect(marked(mark)).toEqual([]);
  });
});
