import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { claude } from "../src/claude/claude.ts";
import { describeRealClaude } from "./support/claude-bench.ts";

describeRealClaude("takes turns", (given) => {
  it("is found with its version", async () => {
    const found = await claude.find(given.bench.lookup);
    expect(found).toMatchObject({ available: true, mode: "sdk", from: "node_modules" });
    expect(found.version).toMatch(/^\d+\.\d+\.\d+/);
    const claudeBin = given.program();
    const chosen = await claude.find({ ...given.bench.lookup, installRoots: [], claudeBin });
    expect(chosen).toMatchObject({ available: true, mode: "sdk", from: "setting", version: found.version });
  });

  it("thinks and answers in pieces, with thread, model, usage and cost of the run", async () => {
    given.server.play("simple", [
      [
        { think: "A short thought." },
        { say: "Hello, this is a scripted answer." },
        { usage: { input: 1200, output: 40, cached: 200 } },
      ],
    ]);
    const { ended, heard } = given.bench.turn("Say hello #simple");
    const result = await ended;
    expect(result).toMatchObject({ status: "completed", message: "Hello, this is a scripted answer." });
    expect(result.usage).toMatchObject({ inputTokens: 1200, cachedInputTokens: 200, outputTokens: 40 });
    expect(result.usage?.costUsd).toBeGreaterThan(0);
    expect(result.usage?.contextTokens).toBe(1240);
    expect(result.usage?.contextWindow).toBeGreaterThan(100_000);
    expect(heard.items("reasoning")[0]?.text).toBe("A short thought.");
    expect(heard.all("item.delta").length).toBeGreaterThan(4);
    expect(heard.all("turn.started")[0]).toMatchObject({ runner: "claude", threadId: result.threadId });
    expect(heard.threads).toEqual([result.threadId]);
    expect(heard.models).toHaveLength(1);
    expect(heard.all("turn.finished")).toHaveLength(1);
    expect(heard.notices()).toEqual([]);
    expect(JSON.stringify(heard.raw)).toContain("Say hello #simple");
  });

  it("writes a file inside its folder unasked, told as a diff", async () => {
    given.server.play("write", [
      [{ write: { path: join(given.bench.cwd, "new.txt"), content: "one\ntwo\n" } }],
      [{ say: "Written." }],
    ]);
    const { ended, heard } = given.bench.turn("#write");
    expect((await ended).status).toBe("completed");
    expect(readFileSync(join(given.bench.cwd, "new.txt"), "utf8")).toBe("one\ntwo\n");
    expect(heard.items("file_change")[0]?.changes).toEqual([
      { path: "new.txt", change: "add", diff: "--- /dev/null\n+++ b/new.txt\n@@ -0,0 +1,2 @@\n+one\n+two\n" },
    ]);
    expect(heard.all("approval.requested")).toEqual([]);
  });

  it("tells its plan", async () => {
    given.server.play("plan", [
      [
        {
          plan: [
            { text: "Read", status: "completed" },
            { text: "Write", status: "in_progress" },
          ],
        },
      ],
      [{ say: "Planned." }],
    ]);
    const { ended, heard } = given.bench.turn("#plan");
    expect((await ended).status).toBe("completed");
    expect(heard.items("plan")[0]?.steps).toEqual([
      { text: "Read", status: "completed" },
      { text: "Write", status: "in_progress" },
    ]);
  });

  it("takes a text while it runs", async () => {
    given.server.play("steer", [[{ shell: "echo slow" }], [{ hang: true }, { say: "First." }]]);
    given.server.play("turned", [[{ say: "I turned." }]]);
    const { ended, heard, control } = given.bench.turn("#steer", { options: { sandbox: "full-access" } });
    await given.server.asked("steer", 1);
    control({ type: "steer", text: "Rather do this: #turned", by: "me" });
    given.server.release("steer");
    expect(await ended).toMatchObject({ status: "completed", message: "I turned." });
    expect(heard.all("turn.started")).toHaveLength(1);
    expect(heard.all("turn.finished")).toHaveLength(1);
  });

  it("goes on with its thread in a second process, and counts only what that run used", async () => {
    given.server.play("first", [[{ say: "Remember me." }, { usage: { input: 5000, output: 50 } }]]);
    given.server.play("second", [[{ say: "I do." }, { usage: { input: 1000, output: 10 } }]]);
    const first = await given.bench.turn("#first").ended;
    const cost = first.usage?.costUsd ?? 0;
    for (let again = 0; again < 2; again++) {
      const { ended, heard } = given.bench.turn("#second", { threadId: first.threadId });
      const second = await ended;
      expect(second).toMatchObject({ status: "completed", threadId: first.threadId });
      expect(second.usage).toMatchObject({ inputTokens: 1000, outputTokens: 10, totalTokens: 1010 });
      // A fifth of the tokens, each at the same price.
      expect(second.usage?.costUsd).toBeCloseTo(cost / 5, 6);
      for (const { usage } of heard.all("usage.updated")) expect(usage.totalTokens ?? 0).toBeLessThanOrEqual(1010);
    }
    expect(JSON.stringify((await given.server.asked("second")).body)).toContain("Remember me.");
  });
});
