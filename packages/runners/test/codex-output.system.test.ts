import { OUTPUT_SHAPES } from "@codex-toolloop/protocol";
import { expect, it } from "vitest";
import { z } from "zod";
import { older } from "./support/older-codex.ts";
import { describeRealCodex } from "./support/real-codex.ts";

const VERIFY = z.toJSONSchema(OUTPUT_SHAPES.VerifyOutput);
const options = { sandbox: "read-only", approvalPolicy: "never" } as const;

describeRealCodex("codex answers in a schema", (real) => {
  const ways = [
    ["by the app server", async () => real.lookup],
    ["by exec", () => older(real)],
  ] as const;

  it.each(ways)("%s: strict for OpenAI, ours when it comes back, on a thread that goes on", async (_way, find) => {
    const lookup = await find();
    const cwd = await real.repository();
    real.server.play("begins", [[{ say: "I looked." }]]);
    real.server.play("verify", [
      [{ shell: "ls" }],
      [{ say: '{"status":"pass","failingTests":null,"notes":"All green."}' }],
    ]);
    const { threadId } = await real.turn("#begins", cwd, { options, lookup }).ended;
    const result = await real.turn("#verify", cwd, { options, lookup, threadId, outputSchema: VERIFY }).ended;
    expect(result).toMatchObject({ status: "completed", threadId });
    expect(result.output).toEqual({ status: "pass", notes: "All green." });
    expect(result.message).toBe('{"status":"pass","failingTests":null,"notes":"All green."}');
    const { body } = await real.server.asked("verify");
    expect(body).toMatchObject({
      text: {
        format: {
          type: "json_schema",
          strict: true,
          schema: {
            properties: { failingTests: { type: ["array", "null"] } },
            required: ["status", "failingTests", "notes"],
            additionalProperties: false,
          },
        },
      },
    });
    expect(JSON.stringify(body)).not.toContain("$schema");
  });

  it.each(ways)("%s: what does not fit is handed back as it was said", async (_way, find) => {
    const cwd = await real.repository();
    const lookup = await find();
    for (const [words, output] of [
      ['{"status":"maybe"}', { status: "maybe" }],
      ["I would rather talk.", undefined],
    ] as const) {
      real.server.play("unfit", [[{ say: words }]]);
      const result = await real.turn("#unfit", cwd, { options, lookup, outputSchema: VERIFY }).ended;
      expect(result).toMatchObject({ status: "completed", message: words });
      expect(result.output).toEqual(output);
    }
  });

  it("a schema that strict mode cannot express is left out, and that is said", async () => {
    const outputSchema = z.toJSONSchema(z.object({ counts: z.record(z.string(), z.number()) }));
    real.server.play("record", [[{ say: '{"counts":{"a":1}}' }]]);
    const { ended, heard } = real.turn("#record", await real.repository(), { options, outputSchema });
    expect(await ended).toMatchObject({ status: "completed", output: { counts: { a: 1 } } });
    expect(heard.all("notice").map((n) => n.code)).toContain("output_schema_left_out");
    expect((await real.server.asked("record")).body).not.toHaveProperty("text.format");
  });
});
