import { constants } from "node:fs";
import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import {
  type AnyEvent,
  isFinal,
  parseEventLine,
  type Resumes,
  type RunRequest,
  StepOutput,
} from "@codex-toolloop/protocol";
import type { Store } from "@codex-toolloop/store";
import { type Resumption, resumption } from "@codex-toolloop/workflows";
import { currentStatus } from "../../runs/current-status.ts";

const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
/** A larger output was not written by us. */
const OUTPUT_MAX = 64 * 1024 * 1024;
/** What says how far a run came; the rest of a file of any size is passed over unread. */
const TELLING = /"type":"(run\.planned|step\.started|step\.finished|iteration\.started)"/;

/** The run that is gone on with: how far it came, where it lies, what it was asked. */
export interface Earlier {
  resumption: Resumption;
  runDir: string;
  request: RunRequest;
}

type Read = { ok: true; earlier: Earlier } | { ok: false; message: string };

/**
 * Reads the run that this one goes on with; where that one went on with another and ended before it began a step itself, the
 * other: it may not have taken over all that was done. @returns in words why it cannot be gone on with.
 */
export function readEarlier(
  store: Store,
  request: Pick<RunRequest, "workflow" | "workspace" | "agents">,
  { runId, from }: Resumes,
): Promise<Read> {
  return readOne(store, request, runId, from === undefined ? [] : [from]);
}

async function readOne(
  store: Store,
  request: Pick<RunRequest, "workflow" | "workspace" | "agents">,
  runId: string,
  from: readonly string[],
  later: readonly string[] = [],
): Promise<Read> {
  const known = await store.readRequest(runId);
  const problem = known ? await whyNot(store, known, request) : `There is no run ${runId} in this store (any more).`;
  if (!known || problem !== undefined) return { ok: false, message: problem ?? "" };
  const runDir = store.runDir(runId);
  try {
    const [events, outputs] = await Promise.all([tellingEvents(runDir), stepOutputs(runDir)]);
    const { resumes } = known;
    // Files can be edited: a ring has no start.
    if (resumes && !later.includes(resumes.runId) && !events.some(({ type }) => type === "step.started")) {
      const before = [...from, ...(resumes.from === undefined ? [] : [resumes.from])];
      const other = await readOne(store, request, resumes.runId, before, [...later, runId]);
      // One that is gone leaves what this one has.
      if (other.ok) return other;
    }
    const found = resumption({ runId, events, outputs, from });
    if (!found.ok) return { ok: false, message: `${found.message}.` };
    return { ok: true, earlier: { resumption: found.resumption, runDir, request: known } };
  } catch (error) {
    return {
      ok: false,
      message: `What run ${runId} left cannot be read: ${error instanceof Error ? error.message : error}`,
    };
  }
}

/** Why a run is none that this one could go on with. */
async function whyNot(
  store: Store,
  earlier: RunRequest,
  request: Pick<RunRequest, "workflow" | "workspace" | "agents">,
): Promise<string | undefined> {
  const { runId } = earlier;
  if (earlier.kind !== "workflow" || earlier.workflow !== request.workflow)
    return `Run ${runId} is of "${earlier.workflow}", not of "${request.workflow}".`;
  if ((earlier.agents?.replay !== undefined) !== (request.agents?.replay !== undefined))
    return `Run ${runId} ${earlier.agents?.replay ? "is" : "is not"} a replay, and this one is${request.agents?.replay ? "" : " not"}.`;
  if (earlier.workspace?.path !== request.workspace?.path)
    return `Run ${runId} worked in ${earlier.workspace?.path ?? "no folder"}, not in ${request.workspace?.path ?? "none"}.`;
  const meta = await store.readMeta(runId);
  if (!meta) return `Run ${runId} never began.`;
  if (isFinal(meta.status)) return undefined;
  const { status } = await currentStatus(store, meta);
  return isFinal(status) ? undefined : `Run ${runId} still runs.`;
}

/** The few events of a run that say how far it came. A torn last line is none. */
async function tellingEvents(runDir: string): Promise<AnyEvent[]> {
  const events: AnyEvent[] = [];
  const handle = await open(join(runDir, "events.jsonl"), READ);
  try {
    if (!(await handle.stat()).isFile()) throw new Error("events.jsonl is no regular file");
    for await (const line of handle.readLines({ autoClose: false })) {
      if (!TELLING.test(line)) continue;
      const event = parseEventLine(line);
      // A turn's rounds of model and tools are no rounds of the workflow.
      if (event && !event.unknown && (event.type !== "iteration.started" || event.steps)) events.push(event);
    }
  } finally {
    await handle.close();
  }
  return events;
}

/** Every step output, as it stands on disk. Throws where one is none. */
async function stepOutputs(runDir: string): Promise<Map<string, StepOutput>> {
  const folder = join(runDir, "step-outputs");
  const outputs = new Map<string, StepOutput>();
  for (const name of await namesIn(folder)) {
    const parsed = StepOutput.safeParse(await jsonIn(join(folder, name)));
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new Error(`step-outputs/${name} is no step's output: ${issue?.path.join(".")} ${issue?.message}`);
    }
    outputs.set(parsed.data.step, parsed.data);
  }
  return outputs;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith(".json") && !name.startsWith("."));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

async function jsonIn(path: string): Promise<unknown> {
  const handle = await open(path, READ);
  try {
    const stat = await handle.stat();
    if (!stat.isFile() || stat.size > OUTPUT_MAX) throw new Error(`${path} is no file that a step left`);
    return JSON.parse(await handle.readFile("utf8"));
  } finally {
    await handle.close();
  }
}
