import { type JobDetail, RunId, type RunRequest } from "@codex-toolloop/protocol";
import type { RunCatalog, Store } from "@codex-toolloop/store";
import type { Supervisor } from "@codex-toolloop/supervisor";
import { type Definition, definitionOf, isCommand, resolveArgv } from "@codex-toolloop/workflows";
import { jobCommand } from "./job-command.ts";
import { jobEvents } from "./job-events.ts";
import { readEnding } from "./read-ending.ts";
import { toJob } from "./to-job.ts";

/** As many of those that wait in front of a job are named. */
const MOST_AHEAD = 10;

/** See `RunnerService.job`. null for what is no job, also for one that is removed just now. */
export async function readJob(
  context: { store: Store; catalog: RunCatalog; supervisor: Supervisor },
  jobId: string,
): Promise<JobDetail | null> {
  const { store, catalog } = context;
  const run = RunId.safeParse(jobId).success ? catalog.get(jobId) : undefined;
  if (run?.kind !== "script") return null;
  const request = await store.readRequest(jobId);
  if (!request) return null;
  const known = definitionOf(request);
  const definition = known.ok ? known.definition : undefined;
  const [ending, events] = await Promise.all([
    readEnding(store, run, definition?.steps[0]?.id),
    jobEvents(context, run),
  ]);
  const { inputs } = request;
  const shown = store.redactor().json(inputs);
  const open = Object.entries(inputs).filter(([name, value]) => shown[name] === value);
  const masked = store.redactor().json({
    args: inputs,
    masked_args: Object.keys(inputs).filter((name) => shown[name] !== inputs[name]),
    argv: definition ? argvOf(definition, request) : [],
    env: ["PATH", "HOME", ...(definition?.env ?? [])],
    repo_path: request.workspace?.path,
    events,
    command: jobCommand({ ...request, inputs: Object.fromEntries(open) }, definition),
  });
  return {
    ...toJob(run),
    ...masked,
    ...ending,
    timeout_seconds: request.timeoutSeconds,
    pid: run.pid,
    ahead: aheadOf(context, jobId),
  };
}

function argvOf(definition: Definition, request: RunRequest): string[] {
  const [step] = definition.steps;
  const world = { inputs: request.inputs, definitions: definition.inputs, workspacePath: request.workspace?.path };
  return step && isCommand(step) ? resolveArgv(step.run, world) : [];
}

/** What must end or start before a waiting job: the runs that hold the slots, then those in front of it in the queue. */
function aheadOf({ catalog, supervisor }: { catalog: RunCatalog; supervisor: Supervisor }, jobId: string) {
  const queue = supervisor.queue();
  const place = queue.indexOf(jobId);
  if (place < 0) return [];
  const waiting = queue.slice(0, place).flatMap((id) => catalog.get(id) ?? []);
  const running = catalog.live().filter((run) => run.status === "running");
  return [...running, ...waiting]
    .slice(0, MOST_AHEAD)
    .map(({ runId, title, status }) => ({ job_id: runId, title, status }));
}
