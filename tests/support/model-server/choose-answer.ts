import type { ModelScript, ModelStep } from "./script.ts";

/** What counts of a conversation, in words of no vendor: what a person said, and that a tool gave a result. */
export type Entry = { user: string } | { toolResult: true };

export const GREETING: ModelScript = [[{ say: "Hello from the scripted model." }]];

/** Scripts that ask for themselves which conversation is theirs, by name. */
export type Fits = ReadonlyMap<string, (prompt: string, earlier: readonly string[]) => boolean>;

/**
 * Which answer a request gets: the script is the first that says that it fits, else the first `#name` of the last user text
 * that is known, else a greeting; the answer's number follows from the tool results after that text (an answer with two
 * calls uses up two of them). Texts that begin with `<` are the tools' own context, not a person's.
 */
export function chooseAnswer(
  conversation: readonly Entry[],
  scripts: ReadonlyMap<string, ModelScript>,
  fits: Fits = new Map(),
): { name: string; number: number; steps: readonly ModelStep[] } {
  const isPrompt = (entry: Entry) => "user" in entry && !entry.user.trimStart().startsWith("<");
  const at = conversation.findLastIndex(isPrompt);
  const prompt = conversation[at];
  const text = prompt && "user" in prompt ? prompt.user : "";
  const earlier = conversation.slice(0, Math.max(0, at)).flatMap((e) => ("user" in e && isPrompt(e) ? [e.user] : []));
  const asked = [...text.matchAll(/#([\w-]+)/g)].map((m) => m[1] ?? "");
  const fitting = [...fits].find(([, isFor]) => at >= 0 && isFor(text, earlier))?.[0];
  const name = fitting ?? asked.find((n) => scripts.has(n)) ?? "";
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
