import { mdFence } from "../report/markdown.ts";
import type { AgentSpec, OutputContract } from "./agent-spec.ts";
import type { StepContext } from "./engine-step.ts";
import { renderText } from "./render-text.ts";

const CUT_OFF =
  "An earlier attempt at this step broke off: the workspace may already hold a part of its work. Look at what is there before you change anything.";

/** The first prompt of a step on a conversation that does not know it yet. */
export async function firstPrompt(spec: AgentSpec, context: StepContext, pack?: string): Promise<string> {
  const { text, used } = await renderText(spec.prompt, context, pack);
  const parts = [`You are the ${spec.role} of this work.`, text.trim()];
  if (pack !== undefined && !used.has("context")) parts.push(`# What is known already\n\n${pack.trim()}`);
  if (context.feedback !== undefined && !used.has("feedback")) parts.push(sentBack(context.feedback));
  if (context.interrupted || context.attempt > 1) parts.push(CUT_OFF);
  if (spec.output) parts.push(answerIn(spec.output));
  return parts.join("\n\n");
}

/** What a step's own conversation is told when its work was sent back. */
export function feedbackPrompt(spec: AgentSpec, context: StepContext): string {
  const parts = [sentBack(context.feedback ?? "")];
  if (context.interrupted || context.attempt > 1) parts.push(CUT_OFF);
  if (spec.output) parts.push(answerIn(spec.output));
  return parts.join("\n\n");
}

/** Asks once again for an answer that did not fit. `lost`: the conversation is gone, so the answer is shown. */
export function askAgainPrompt(contract: OutputContract, problems: readonly string[], lost?: string): string {
  return [
    "Your answer does not fit its schema:",
    problems.map((p) => `- ${p}`).join("\n"),
    ...(lost === undefined ? [] : [`This was your answer:\n\n${mdFence(lost)}`]),
    "Do no further work. Give the same answer again so that it fits.",
    answerIn(contract),
  ].join("\n\n");
}

function sentBack(feedback: string): string {
  const told =
    feedback.trim() === "" ? "Nothing was said about what is wrong with it; look at it again." : feedback.trim();
  return `Your work was sent back. Correct what is wrong, and answer anew.\n\n${told}`;
}

function answerIn({ schema }: OutputContract): string {
  const json = mdFence(JSON.stringify(schema, null, 2), "json");
  return `End with one JSON value and nothing else in your last message. It must fit this JSON Schema:\n\n${json}`;
}
