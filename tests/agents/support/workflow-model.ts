import type { ModelScript, ModelServer, ModelStep } from "../../support/model-server/script.ts";
import type { Vendor } from "./agent-stack.ts";

/** The last answer of a step in its vendor's way: Claude calls its tool for structured output, Codex answers in JSON. */
export function answerOf(vendor: Vendor, value: unknown): ModelStep[] {
  const step: ModelStep =
    vendor === "claude" ? { tool: "StructuredOutput", input: value } : { say: JSON.stringify(value), chunk: 64 };
  return [step, { usage: { input: 1000, output: 50 } }];
}

const isRole = (role: string) => (prompt: string) => prompt.includes(`You are the ${role} of this work.`);
const isSentBack = (prompt: string) => prompt.includes("Your work was sent back.");
const isAskedAgain = (prompt: string) => prompt.includes("Your answer does not fit its schema");

/**
 * Plays the part of one agent step, chosen by the role at the head of its prompt. `again`: what it does each time that its
 * work is sent back, in order; `reask`: what it answers when its answer did not fit.
 */
export function playRole(
  model: ModelServer,
  role: string,
  scripts: { first: ModelScript; again?: readonly ModelScript[]; reask?: ModelScript },
): void {
  const mine = (earlier: readonly string[]) => earlier.findLast((p) => p.includes("You are the ")) ?? "";
  model.play(role, scripts.first, isRole(role));
  scripts.again?.forEach((script, n) => {
    model.play(`${role}-again-${n + 1}`, script, (prompt, earlier) => {
      return isSentBack(prompt) && isRole(role)(mine(earlier)) && earlier.filter(isSentBack).length === n;
    });
  });
  if (scripts.reask)
    model.play(
      `${role}-reask`,
      scripts.reask,
      (prompt, earlier) => isAskedAgain(prompt) && isRole(role)(mine(earlier)),
    );
}
