import { describe, expect, it } from "vitest";
import type { HostTurnResult } from "../src/contract.ts";
import { outputContract } from "../src/output/output-contract.ts";
import { agent, command, ends, runEngine } from "./support/run-engine.ts";

const verdict = () => agent("a", { output: outputContract("VerifyOutput"), retries: 2, timeoutSeconds: 60 });
const good = { status: "pass", notes: "fine" };
const run = (...results: Partial<HostTurnResult>[]) =>
  runEngine([verdict(), command("b")], { turn: (_, call) => ({ threadId: "t", ...results[call - 1] }) });

describe("an answer", () => {
  it("is the vendor's own structured output, before what the message says", async () => {
    const { host } = await run({ output: { ...good, failingTests: null }, message: '{"status":"fail","notes":""}' });
    expect(host.outputs.get("a")).toMatchObject({ output: good, shape: "VerifyOutput", status: "success" });
    expect(host.outputs.get("a")).not.toHaveProperty("rejected");
    expect(host.turns).toHaveLength(1);
  });

  it("is else the last JSON of the message", async () => {
    const message = `First {"status":"fail","notes":"x"}, then:\n\`\`\`json\n${JSON.stringify(good)}\n\`\`\`\nThat's all.`;
    expect((await run({ message })).host.outputs.get("a")).toMatchObject({ output: good });
  });

  it("that does not fit is asked for once again, on the same thread, with what is wrong", async () => {
    const { host, outcome } = await run(
      { message: '{"status":"maybe"}', usage: { outputTokens: 1 } },
      { output: good, usage: { outputTokens: 2 } },
    );
    const again = host.turns[1];
    expect(again).toMatchObject({ turnKey: "a.1.1.again", threadId: "t", timeoutMs: 60_000 - 10 });
    expect(again?.prompt).toMatch(/- status: .*"pass"\|"fail"[\s\S]*- notes: [\s\S]*"failingTests"/);
    expect(again?.prompt).not.toContain('{"status":"maybe"}');
    expect(host.outputs.get("a")).toMatchObject({
      output: good,
      rejected: [
        {
          text: '{"status":"maybe"}',
          problems: [expect.stringContaining("status: "), expect.stringContaining("notes: ")],
        },
      ],
      usage: { outputTokens: 3 },
    });
    expect(outcome.status).toBe("success");
  });

  it("is shown again where the conversation is gone", async () => {
    const { host } = await run({ message: "I am done.", threadId: undefined }, { output: good });
    expect(host.turns[1]?.threadId).toBeUndefined();
    expect(host.turns[1]?.prompt).toContain("I am done.");
    expect(host.turns[1]?.prompt).toContain("there is no JSON in the last message");
  });

  it("that never fits fails the step for good, with both kept, and nothing for the next to read", async () => {
    const { host, outcome } = await run({ message: "no" }, { output: { status: "pass" } });
    expect(host.turns).toHaveLength(2);
    expect(ends(host)).toEqual(["a failed output_invalid", "b skipped step_failed"]);
    const kept = host.outputs.get("a");
    expect(kept).toMatchObject({ rejected: [{ text: "no" }, { text: '{\n  "status": "pass"\n}' }] });
    expect(kept).not.toHaveProperty("output");
    expect(outcome.detail).toContain("its answer did not fit the schema, asked twice: notes: ");
  });

  it("whose second asking fails is that failure, with the first answer kept; it may be tried again", async () => {
    const { host } = await run({ message: "no" }, { status: "failed", code: "rate_limited" }, { output: good });
    expect(ends(host).slice(0, 2)).toEqual(["a failed rate_limited", "a success exit_zero"]);
  });

  it("without a schema is the text", async () => {
    const { host } = await runEngine([agent("a")], { turn: () => ({ message: "Hello." }) });
    expect(host.outputs.get("a")).toMatchObject({ output: "Hello." });
  });
});
