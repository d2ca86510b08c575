import type { Resumption } from "../../src/contract.ts";
import type { AgentSpec } from "../../src/engine/agent-spec.ts";
import { agentStep } from "../../src/engine/agent-step.ts";
import { commandStep } from "../../src/engine/command-step.ts";
import type { EngineStep, Plan } from "../../src/engine/engine-step.ts";
import { outcomeOf } from "../../src/engine/outcome-of.ts";
import { runPlan } from "../../src/engine/run-plan.ts";
import { eventsOf, type FakeHost, type FakeHostOptions, fakeHost } from "./fake-host.ts";

export interface EngineOptions extends FakeHostOptions {
  plan?: Partial<Omit<Plan, "steps">>;
  abort?: AbortController;
  resumption?: Resumption;
}

/** Runs steps in memory, as the engine does once they are planned. */
export async function runEngine(steps: EngineStep[], options: EngineOptions = {}) {
  const host = fakeHost(options);
  const { signal } = options.abort ?? new AbortController();
  const plan: Plan = { keepGoing: false, steps, ...options.plan };
  const ended = await runPlan(plan, { host, inputs: { name: "Ada" }, signal, resumption: options.resumption });
  return { host, outcomes: ended.outcomes, outcome: outcomeOf(ended, plan, signal) };
}

export const agent = (id: string, more: Partial<AgentSpec> = {}): EngineStep =>
  agentStep({
    id,
    title: id,
    role: "worker",
    runner: "codex",
    prompt: `Do ${id}.`,
    options: { sandbox: "workspace-write", approvalPolicy: "never" },
    backoffSeconds: 0,
    ...more,
  });

export const command = (id: string, more: Partial<EngineStep> = {}): EngineStep => ({
  ...commandStep({ id, title: id, argv: [id] }),
  ...more,
});

/** A command whose failure sends the work back. */
export const check = (id: string, step: string | undefined, rounds: number, more: Partial<EngineStep> = {}) => {
  const base = command(id, { kind: "checks", sendsBackTo: { step, rounds }, ...more });
  const run: EngineStep["run"] = async (context) => {
    const result = await base.run(context);
    return result.status === "failed" ? { ...result, sendBack: `${id} says no`, permanent: true } : result;
  };
  return { ...base, run };
};

/** What happened, in order: `a+` began, `a` ended well, `a-failed` otherwise, `>a,b` a round of these. */
export function story(host: FakeHost): string {
  const words = host.events.flatMap((e) => {
    if (e.type === "step.started") return [`${e.stepId}+`];
    if (e.type === "step.finished") return [e.status === "success" ? e.stepId : `${e.stepId}-${e.status}`];
    return e.type === "iteration.started" ? [`>${e.steps?.join(",")}`] : [];
  });
  return words.join(" ");
}

/** `id status reason` of every step that ended. */
export const ends = (host: FakeHost) =>
  eventsOf(host, "step.finished").map((e) => `${e.stepId} ${e.status} ${e.reason}`);

/** Waits for the signal; for turns and commands that do not end by themselves. */
export const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });

/** A turn that lasts until it is stopped. */
export async function hangingTurn({ signal }: { signal: AbortSignal }) {
  await untilAborted(signal);
  return { status: "interrupted", aborted: true } as const;
}
