import type { ModelScript, ModelStep } from "./script.ts";

/** What counts of a conversation, in words of no vendor: what a person said, and that a tool gave a result. */
export type Entry = { user: string } | { toolResult: true };

export const GREETING: ModelScript = [[{ say: "Hello from the scripted model." }]];

/**
 * Which answer a request gets: the script is the first `#name` of the last user text that is known, else a greeting; the
 * answer's number follows from the tool results after that text (an answer with two calls uses up two of them).
 * Texts that begin with `<` are the tools' own context, not a person's.
 */
export function chooseAnswer(
  conversation: readonly Entry[],
  scripts: ReadonlyMap<string, ModelScript>,
): { name: string; number: number; steps: readonly ModelStep[] } {
  const at = conversation.findLastIndex((entry) => "user" in entry && !entry.user.trimStart().startsWith("<"));
  const prompt = conversation[at];
  const text = prompt && "user" in prompt ? prompt.user : "";
  const name = [...text.matchAll(/#([\w-]+)/g)].map((m) => m[1] ?? "").find((n) => scripts.has(n)) ?? "";
  const script = scripts.get(name) ?? GREETING;
  let results = conversation.slice(at + 1).filter((entry) => "toolResult" in entry).length;
  let number = 0;
  while (number < script.length - 1) {
    const calls = callsOf(script[number] ?? []);
    if (calls === 0 || results < calls) break;
    results -= calls;
    number += 1;
  }
  return { name, number, steps: script[number] ?? [] };
}

const callsOf = (steps: readonly ModelStep[]) =>
  steps.filter((step) => "shell" in step || "write" in step || "plan" in step || "tool" in step).length;
