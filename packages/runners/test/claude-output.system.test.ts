import { OUTPUT_SHAPES } from "@codex-toolloop/protocol";
import { expect, it } from "vitest";
import { z } from "zod";
import { describeRealClaude } from "./support/claude-bench.ts";

const VERIFY = z.toJSONSchema(OUTPUT_SHAPES.VerifyOutput);
const FITS = { status: "pass", notes: "All green." };
const answer = (input: unknown) => ({ tool: "StructuredOutput", input });
const options = { sandbox: "read-only", approvalPolicy: "never" } as const;

describeRealClaude("answers in a schema", (given) => {
  const ways = [
    ["by the SDK", () => given.bench.lookup],
    ["by the command", () => ({ ...given.bench.lookup, installRoots: [], claudeBin: given.program() })],
  ] as const;

  it.each(ways)("%s: at once, and after a first answer that does not fit", async (_way, lookup) => {
    given.server.play("fits", [[answer(FITS)]]);
    given.server.play("second", [[answer({ status: "maybe" })], [answer(FITS)]]);
    for (const script of ["fits", "second"]) {
      const { ended, heard } = given.bench.turn(`#${script}`, { outputSchema: VERIFY, options, lookup: lookup() });
      const result = await ended;
      expect(result).toMatchObject({ status: "completed", output: FITS });
      expect(JSON.parse(result.message ?? "")).toEqual(FITS);
      expect(heard.all("turn.finished")).toHaveLength(1);
      const calls = heard.items("tool_call").map(({ tool, status }) => [tool, status]);
      const refused = script === "second" ? [["StructuredOutput", "failed"]] : [];
      expect(calls).toEqual([...refused, ["StructuredOutput", "completed"]]);
    }
  });

  it.each(ways)("%s: after work with tools, on a thread that goes on, with few tools", async (_way, lookup) => {
    given.server.play("begins", [[{ say: "I looked." }]]);
    given.server.play("looks", [[{ tool: "Glob", input: { pattern: "*" } }], [answer(FITS)]]);
    const first = await given.bench.turn("#begins", { options, lookup: lookup() }).ended;
    const { threadId } = first;
    const over = { options, threadId, tools: ["search"] as const, outputSchema: VERIFY, lookup: lookup() };
    expect(await given.bench.turn("#looks", over).ended).toMatchObject({ status: "completed", threadId, output: FITS });
    // And once more in a schema, as it is asked again when an answer does not fit.
    given.server.play("again", [[answer({ ...FITS, status: "fail" })]]);
    const again = await given.bench.turn("#again", over).ended;
    expect(again).toMatchObject({ status: "completed", threadId, output: { ...FITS, status: "fail" } });
    expect(again.usage).toMatchObject({ inputTokens: 1000, outputTokens: 20 });
  });

  it.each(ways)("%s: what never fits is told as it was answered", async (_way, lookup) => {
    const tries = Array.from({ length: 9 }, (_, i) => [answer({ status: `maybe ${i + 1}` })]);
    given.server.play("unfit", tries);
    const { ended, heard } = given.bench.turn("#unfit", { outputSchema: VERIFY, options, lookup: lookup() });
    const result = await ended;
    expect(result).toMatchObject({ status: "failed", code: "output_invalid", output: { status: "maybe 5" } });
    expect(JSON.parse(result.message ?? "")).toEqual({ status: "maybe 5" });
    expect(result.error).toContain("valid structured output");
    expect(heard.all("turn.finished")).toMatchObject([{ status: "failed" }]);
  });

  it("free text where a schema was asked for is handed back as the message", async () => {
    given.server.play("text", [[{ say: "I would rather talk." }]]);
    const result = await given.bench.turn("#text", { outputSchema: VERIFY, options }).ended;
    // Claude asks once more by itself; the scripted model greets whom it does not know.
    expect(result).toMatchObject({ status: "completed", message: "Hello from the scripted model." });
    expect(result.output).toBeUndefined();
  });

  it("takes all shapes, and what zod makes of others", async () => {
    const odd = z.object({
      kind: z.discriminatedUnion("k", [z.object({ k: z.literal("a") }), z.object({ k: z.literal("b") })]).optional(),
      pair: z.tuple([z.string(), z.number()]).optional(),
      mail: z.email().nullish(),
      map: z.record(z.string(), z.unknown()).optional(),
    });
    for (const [name, shape] of Object.entries({ ...OUTPUT_SHAPES, odd })) {
      given.server.play(name, [[answer({})], [{ say: "No more." }]]);
      const { ended, heard } = given.bench.turn(`#${name}`, { outputSchema: z.toJSONSchema(shape), options });
      expect([name, await ended]).toMatchObject([name, { status: "completed" }]);
      expect(heard.items("tool_call")[0]?.tool).toBe("StructuredOutput");
    }
  });
});
