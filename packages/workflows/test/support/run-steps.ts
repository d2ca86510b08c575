import { WorkflowDefinition } from "../../src/definition/workflow-definition.ts";
import { runWorkflow } from "../../src/index.ts";
import { eventsOf, type FakeCommand, type FakeHost, type FakeHostOptions, fakeHost } from "./fake-host.ts";

type Steps = Record<string, unknown>[];
export const step = (id: string, more: Record<string, unknown> = {}) => ({ id, run: [id], ...more });

export function define(steps: Steps, more: Record<string, unknown> = {}) {
  return WorkflowDefinition.parse({ name: "w", steps, ...more });
}
export async function run(
  steps: Steps,
  script: (program: string, call: number) => FakeCommand = () => ({}),
  options: FakeHostOptions & { define?: Record<string, unknown>; abort?: AbortController } = {},
) {
  const host = fakeHost({ ...options, command: (spec, call) => script(spec.argv[0] ?? "", call) });
  const { signal } = options.abort ?? new AbortController();
  const definition = define(steps, options.define);
  const outcome = await runWorkflow({ definition, inputs: {}, host, signal, hasSpec: false });
  return { host, outcome };
}
export const programs = (host: FakeHost) => host.commands.map((c) => c.argv[0]);
export const ends = (host: FakeHost) =>
  eventsOf(host, "step.finished").map((e) => `${e.stepId} ${e.status} ${e.reason}`);

/** A stop that comes while the command is ending. */
export function stopThenExit(abort: AbortController, exitCode: number): FakeCommand {
  abort.abort("stop_requested");
  return { exitCode };
}
