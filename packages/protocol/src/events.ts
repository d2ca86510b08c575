import { z } from "zod";
import { Instant, RunId } from "./ids.ts";
import { Item, Usage } from "./items.ts";
import { FinalStatus, Reason } from "./status.ts";

/** Where a field that was too large for one record went: `field` names it with dots, `file` is below the run directory. */
export const Spilled = z.object({ field: z.string(), file: z.string(), bytes: z.number().int().nonnegative() });
export type Spilled = z.infer<typeof Spilled>;

const envelope = {
  v: z.literal(1),
  runId: RunId,
  /** 0, 1, 2 … within the run. */
  seq: z.number().int().nonnegative(),
  at: Instant,
  stepId: z.string().optional(),
  spilled: z.array(Spilled).optional(),
};
const ev = <T extends string, S extends z.ZodRawShape>(type: T, shape: S) =>
  // extend, not a spread: a spread of a generic shape would give a field of both (stepId) the type never.
  z.object({ ...envelope, type: z.literal(type) }).extend(shape);

const offset = z.number().int().nonnegative();
export const StepStatus = z.enum(["success", "failed", "canceled", "timeout", "skipped"]);
export type StepStatus = z.infer<typeof StepStatus>;

export const PlannedStep = z.object({
  id: z.string(),
  title: z.string(),
  kind: z.string().optional(),
  /** Of an agent step. */
  runner: z.string().optional(),
  role: z.string().optional(),
  /** Steps that must end first; absent: the one before it in the list. */
  needs: z.array(z.string()).optional(),
});
export type PlannedStep = z.infer<typeof PlannedStep>;

/** The event language: append-only, `noun.verb`. One JSON object a line in `events.jsonl`. */
export const RunEvent = z.discriminatedUnion("type", [
  ev("run.started", {
    workflow: z.string(),
    pid: z.number().int().optional(),
    killLevel: z.string().optional(),
    workspace: z.string().optional(),
  }),
  /** Which steps are to come; the last one wins. */
  ev("run.planned", { steps: z.array(PlannedStep) }),
  ev("run.finished", {
    status: FinalStatus,
    reason: Reason,
    detail: z.string().optional(),
    durationMs: z.number().nonnegative().optional(),
  }),
  ev("step.started", {
    stepId: z.string(),
    title: z.string(),
    attempt: z.number().int().positive(),
    command: z.array(z.string()).optional(),
    logStart: offset.optional(),
  }),
  ev("step.progress", {
    message: z.string().optional(),
    /** 0 to 1. */
    fraction: z.number().min(0).max(1).optional(),
    current: z.number().optional(),
    total: z.number().optional(),
    unit: z.string().optional(),
  }),
  ev("step.finished", {
    stepId: z.string(),
    status: StepStatus,
    reason: Reason,
    attempt: z.number().int().positive(),
    willRetry: z.boolean().optional(),
    exitCode: z.number().int().nullable().optional(),
    signal: z.string().nullable().optional(),
    durationMs: z.number().nonnegative(),
    logStart: offset.optional(),
    logEnd: offset.optional(),
    detail: z.string().optional(),
    /** What the agents of this attempt used. */
    usage: Usage.optional(),
    /** The earlier run that did this step: its work was taken over (reason `kept`). */
    keptFrom: RunId.optional(),
  }),
  ev("turn.started", {
    turnId: z.string(),
    runner: z.string().optional(),
    model: z.string().optional(),
    threadId: z.string().optional(),
    /** What is played again; absent for a turn that really is taken. */
    replayOf: z.string().optional(),
  }),
  ev("turn.finished", {
    turnId: z.string(),
    status: z.enum(["completed", "failed", "interrupted"]),
    error: z.string().optional(),
    usage: Usage.optional(),
  }),
  ev("item.started", { itemId: z.string(), item: Item }),
  ev("item.updated", { itemId: z.string(), item: Item }),
  ev("item.delta", { itemId: z.string(), field: z.enum(["text", "output", "input"]), delta: z.string() }),
  ev("item.finished", { itemId: z.string(), item: Item }),
  ev("diff.updated", {
    diff: z.string().optional(),
    artifact: z.string().optional(),
    files: z.number().int().optional(),
  }),
  ev("usage.updated", { usage: Usage }),
  /** A further round: of model and tools in a turn; or, with `steps`, of a workflow: `stepId` sent its work back. */
  ev("iteration.started", {
    iteration: z.number().int().positive(),
    max: z.number().int().positive().optional(),
    /** Steps that run again, in order: what they had left is void. */
    steps: z.array(z.string()).optional(),
    /** What the first of them is told. */
    feedback: z.string().optional(),
  }),
  ev("approval.requested", {
    approvalId: z.string(),
    itemId: z.string().optional(),
    title: z.string(),
    detail: z.string().optional(),
    decisions: z.array(z.string()),
    /** What an approval for the session covers, comparable for equality; absent where there is no such approval. */
    grantKey: z.string().optional(),
  }),
  ev("approval.resolved", {
    approvalId: z.string(),
    decision: z.string(),
    by: z.string().optional(),
    comment: z.string().optional(),
  }),
  ev("notice", {
    level: z.enum(["info", "warning", "error"]),
    message: z.string(),
    code: z.string().optional(),
  }),
]);
export type RunEvent = z.infer<typeof RunEvent>;
export type EventType = RunEvent["type"];
export const EVENT_TYPES = RunEvent.options.map((o) => o.shape.type.value) as readonly EventType[];

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
/** What a producer says; the writer adds `v`, `runId`, `seq`, `at`. */
export type EventInput = DistributiveOmit<RunEvent, "v" | "runId" | "seq" | "at" | "spilled">;
/** One event kind by its type. */
export type EventOf<T extends EventType> = Extract<RunEvent, { type: T }>;

/** An event of a later version, or one that does not fit its schema: shown as raw JSON, never dropped. */
export interface UnknownEvent {
  type: string;
  seq: number;
  at: string;
  stepId?: string | undefined;
  raw: unknown;
  unknown: true;
}
export type AnyEvent = (RunEvent & { unknown?: undefined }) | UnknownEvent;

/**
 * Reads one line of `events.jsonl`.
 * @returns the event; an `UnknownEvent` when it is JSON of an object with a `type` that this version does not know;
 * `null` when it is no event at all (torn or foreign line), which the caller counts as skipped.
 */
export function parseEventLine(line: string): AnyEvent | null {
  let raw: unknown;
  try {
    raw = JSON.parse(line);
  } catch {
    return null;
  }
  const known = RunEvent.safeParse(raw);
  if (known.success) return known.data;
  if (typeof raw !== "object" || raw === null || !("type" in raw) || typeof raw.type !== "string") return null;
  const o = raw as { type: string; seq?: unknown; at?: unknown; stepId?: unknown };
  return {
    type: o.type,
    seq: typeof o.seq === "number" ? o.seq : -1,
    at: typeof o.at === "string" ? o.at : "",
    stepId: typeof o.stepId === "string" ? o.stepId : undefined,
    raw,
    unknown: true,
  };
}

/**
 * What a command step may append to the file named by `TOOLLOOP_STEP_EVENTS`, one JSON object a line without the
 * envelope: everything but what only the engine may say: `run.*`, `step.started` / `step.finished`, `approval.*` (nobody would
 * hear the answer, or a gate would that has not asked yet) and a workflow's rounds (`iteration.started` with `steps`).
 * @returns the event to emit, or the reason why the line is none.
 */
export function parseStepEvent(line: string): { ok: true; event: EventInput } | { ok: false; reason: string } {
  let raw: unknown;
  try {
    raw = JSON.parse(line);
  } catch {
    return { ok: false, reason: "is not JSON" };
  }
  if (typeof raw !== "object" || raw === null || Array.isArray(raw))
    return { ok: false, reason: "is not a JSON object" };
  const parsed = RunEvent.safeParse({ ...raw, v: 1, runId: NIL_RUN, seq: 0, at: "2000-01-01T00:00:00.000Z" });
  if (!parsed.success) return { ok: false, reason: parsed.error.issues[0]?.message ?? "is no event" };
  const { v: _v, runId: _r, seq: _s, at: _a, spilled: _p, ...event } = parsed.data;
  const isRound = event.type === "iteration.started" && event.steps !== undefined;
  if (isRound || /^run\.|^approval\.|^step\.(started|finished)$/.test(event.type))
    return { ok: false, reason: `${event.type}${isRound ? " with steps" : ""} is the engine's to say` };
  return { ok: true, event };
}
const NIL_RUN = "00000000-0000-7000-8000-000000000000";
