import { type RejectedAnswer, sumUsage } from "@codex-toolloop/protocol";
import type { HostTurnResult } from "../contract.ts";
import { lastJson } from "../output/last-json.ts";
import { contextPack } from "./agent-context.ts";
import { askAgainPrompt, feedbackPrompt, firstPrompt } from "./agent-prompt.ts";
import type { AgentSpec, OutputContract } from "./agent-spec.ts";
import { chooseThread } from "./choose-thread.ts";
import type { StepContext, StepResult } from "./engine-step.ts";
import { turnFailure } from "./turn-failure.ts";

/** Characters of a refused answer that are kept. */
const REJECTED_MAX = 64 * 1024;

/** One attempt of an agent step: its turn, and a second one where the answer does not fit its schema. */
export async function takeTurns(spec: AgentSpec, context: StepContext): Promise<StepResult> {
  const { stepId, round, attempt, host } = context;
  const thread = chooseThread(spec, context);
  const pack = thread.own ? undefined : await contextPack(spec, context);
  const prompt = thread.own ? feedbackPrompt(spec, context) : await firstPrompt(spec, context, pack?.markdown);
  const turnKey = `${stepId}.${round}.${attempt}`;
  const deadline = spec.timeoutSeconds === undefined ? undefined : host.now().getTime() + spec.timeoutSeconds * 1000;
  const turns: HostTurnResult[] = [];
  const take = async (key: string, words: string, threadId: string | undefined): Promise<HostTurnResult> => {
    const turn = await host.takeTurn({
      stepId,
      turnKey: key,
      runner: spec.runner,
      prompt: words,
      threadId,
      options: spec.options,
      tools: spec.tools,
      outputSchema: spec.output?.schema,
      timeoutMs: deadline === undefined ? undefined : Math.max(1, deadline - host.now().getTime()),
      signal: context.signal,
    });
    turns.push(turn);
    return turn;
  };
  const end = (result: Ending): StepResult => ({
    ...result,
    ...factsOf(spec, turns),
    ...(pack ? { artifacts: [pack.path] } : {}),
  });

  const first = await take(turnKey, prompt, thread.threadId);
  const failure = turnFailure(first, spec, context.signal);
  if (failure) return end(failure);
  if (!spec.output) return end({ status: "success", reason: "exit_zero", output: first.message ?? "" });
  const answer = readAnswer(first, spec.output);
  if (answer.ok) return end({ ...DONE, ...shapeOf(spec.output), output: answer.value });
  if (context.signal.aborted) return end({ ...cutOff(first, spec, context), rejected: [answer.rejected] });

  context.emit({
    type: "notice",
    level: "warning",
    code: "output_invalid",
    message: `${spec.title}: the answer does not fit its schema (${answer.rejected.problems[0]}); asking once again`,
  });
  const lost = first.threadId === undefined ? answer.rejected.text : undefined;
  const again = await take(
    `${turnKey}.again`,
    askAgainPrompt(spec.output, answer.rejected.problems, lost),
    first.threadId,
  );
  const failedAgain = turnFailure(again, spec, context.signal);
  if (failedAgain) return end({ ...failedAgain, rejected: [answer.rejected] });
  const second = readAnswer(again, spec.output);
  if (second.ok) return end({ ...DONE, ...shapeOf(spec.output), output: second.value, rejected: [answer.rejected] });
  return end({
    status: "failed",
    reason: "output_invalid",
    detail: `its answer did not fit the schema, asked twice: ${second.rejected.problems.slice(0, 3).join("; ")}`,
    rejected: [answer.rejected, second.rejected],
    permanent: true,
  });
}

type Ending = Omit<StepResult, "runner" | "role" | "sandbox" | "model" | "threadId" | "usage" | "artifacts">;
const DONE = { status: "success", reason: "exit_zero" } as const;

function shapeOf(contract: OutputContract): Pick<StepResult, "shape"> {
  return contract.shape === undefined ? {} : { shape: contract.shape };
}

/** A stop that came between the answer and asking again. */
function cutOff(turn: HostTurnResult, spec: AgentSpec, { signal }: StepContext): Ending {
  return turnFailure({ ...turn, status: "interrupted", aborted: true }, spec, signal) ?? DONE;
}

/** Who worked, with what, on which conversation, and what that used. */
function factsOf(spec: AgentSpec, turns: readonly HostTurnResult[]): Partial<StepResult> {
  const model = turns.findLast((t) => t.model !== undefined)?.model ?? spec.options.model;
  const threadId = turns.findLast((t) => t.threadId !== undefined)?.threadId;
  const usage = sumUsage(turns.map((t) => t.usage));
  return {
    runner: spec.runner,
    role: spec.role,
    sandbox: spec.options.sandbox,
    ...(model === undefined ? {} : { model }),
    ...(threadId === undefined ? {} : { threadId }),
    ...(usage === undefined ? {} : { usage }),
  };
}

type Answer = { ok: true; value: unknown } | { ok: false; rejected: RejectedAnswer };

/** The vendor's structured output where there is one, else the last JSON of the message. */
function readAnswer(turn: HostTurnResult, contract: OutputContract): Answer {
  const found = turn.output === undefined ? lastJson(turn.message ?? "", wantedOf(contract)) : turn.output;
  const parsed =
    found === undefined
      ? { ok: false as const, problems: ["there is no JSON in the last message"] }
      : contract.parse(found);
  if (parsed.ok) return parsed;
  const text = turn.message ?? JSON.stringify(turn.output ?? null, null, 2);
  return { ok: false, rejected: { text: text.slice(0, REJECTED_MAX), problems: parsed.problems } };
}

function wantedOf({ schema }: OutputContract): "object" | "array" {
  const isList = typeof schema === "object" && schema !== null && "type" in schema && schema.type === "array";
  return isList ? "array" : "object";
}
