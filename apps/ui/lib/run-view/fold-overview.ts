import type { AnyEvent, EventOf, PlacedEvent, RunEvent } from "@codex-toolloop/protocol";
import { changeStep, foldPlan, foldSendBack, foldStepFinished, foldStepStarted } from "./fold-step.ts";
import { itemLabel } from "./item-label.ts";
import { MARKS_MAX, type Mark, type Overview, type PendingApproval, SPANS_MAX, type Span } from "./overview.ts";

/**
 * Folds events onto an overview; events before `overview.end` are known already and left out, a jump over unread bytes
 * makes it partial. Returns a new overview, shares what did not change.
 */
export function foldOverview(overview: Overview, events: readonly PlacedEvent[]): Overview {
  const next: Overview = { ...overview, spans: overview.spans.slice() };
  let changed = false;
  for (const placed of events) {
    if (placed.offset < next.end) continue;
    if (placed.event.at) {
      next.firstAt ??= placed.event.at;
      next.lastAt = placed.event.at;
    }
    take(next, placed, placed.event);
    next.end = placed.end;
    changed = true;
  }
  if (next.spans.length > SPANS_MAX) prune(next);
  return changed ? next : overview;
}

function take(o: Overview, placed: PlacedEvent, e: AnyEvent): void {
  if (e.unknown) return;
  switch (e.type) {
    case "run.planned":
      foldPlan(o, e);
      return;
    case "step.started":
      foldStepStarted(o, placed, e);
      closeTurns(o, (t) => t.stepId === e.stepId);
      return;
    case "step.progress":
      if (e.stepId !== undefined) {
        const { message, fraction, current, total, unit } = e;
        changeStep(o, e.stepId, (s) => ({ ...s, progress: { message, fraction, current, total, unit } }));
      }
      return;
    case "step.finished":
      stepFinished(o, placed, e);
      return;
    case "item.started":
      span(o, {
        id: e.itemId,
        label: itemLabel(e.item),
        kind: e.item.kind,
        stepId: e.stepId,
        offset: placed.offset,
        startedAt: e.at,
        failed: false,
      });
      return;
    case "item.finished": {
      const failed = e.item.status === "failed" || e.item.kind === "error";
      const i = o.spans.findLastIndex((s) => s.id === e.itemId);
      const old = o.spans[i];
      if (old) o.spans[i] = { ...old, label: itemLabel(e.item), finishedAt: e.at, failed };
      if (failed) mark(o, "error", placed, itemLabel(e.item));
      return;
    }
    case "approval.requested":
      mark(o, "approval", placed, e.title);
      o.approvals = [
        ...withoutApproval(o, e.approvalId),
        {
          approvalId: e.approvalId,
          stepId: e.stepId,
          title: e.title,
          decisions: e.decisions,
          at: e.at,
          offset: placed.offset,
        },
      ].slice(-PENDING_MAX);
      return;
    case "approval.resolved":
      o.approvals = withoutApproval(o, e.approvalId);
      return;
    case "turn.started":
      turnStarted(o, e);
      return;
    case "notice":
      if (e.level === "error") mark(o, "error", placed, e.message);
      return;
    case "usage.updated":
      o.usage = { ...o.usage, ...e.usage };
      if (e.stepId !== undefined) {
        const { usage } = e;
        changeStep(o, e.stepId, (s) => ({ ...s, liveUsage: { ...s.liveUsage, ...usage } }));
      }
      return;
    case "turn.finished":
      closeTurns(o, (t) => t.turnId === e.turnId);
      // A gate, or an agent of another step, still waits.
      if (o.approvals.some((a) => a.stepId === e.stepId))
        o.approvals = o.approvals.filter((a) => a.stepId !== e.stepId);
      if (e.usage) o.usage = { ...o.usage, ...e.usage };
      if (e.status === "failed") mark(o, "error", placed, e.error ?? "turn failed");
      return;
    case "iteration.started":
      if (e.steps) foldSendBack(o, placed, e);
      else o.iteration = { n: e.iteration, max: e.max };
      return;
    case "run.finished":
      runFinished(o, e);
      return;
    case "run.started":
    case "item.updated":
    case "item.delta":
    case "diff.updated":
      return;
    default:
      e satisfies never;
  }
}

/** Bounds a list that only a broken agent could make long. */
const PENDING_MAX = 50;

function withoutApproval(o: Overview, approvalId: string): PendingApproval[] {
  return o.approvals.some((a) => a.approvalId === approvalId)
    ? o.approvals.filter((a) => a.approvalId !== approvalId)
    : o.approvals;
}

function turnStarted(o: Overview, e: EventOf<"turn.started">): void {
  const { turnId, stepId, runner, model, threadId, replayOf, at: startedAt } = e;
  o.turn = { turnId, stepId, runner, model, threadId, replayOf, startedAt, open: true };
  o.iteration = undefined;
  o.openTurns = [...o.openTurns.filter((t) => t.turnId !== turnId), { turnId, stepId, startedAt }].slice(-PENDING_MAX);
  if (stepId !== undefined)
    changeStep(o, stepId, (s) => ({ ...s, runner: runner ?? s.runner, model: model ?? s.model }));
}

function closeTurns(o: Overview, ended: (turn: Overview["openTurns"][number]) => boolean): void {
  if (o.openTurns.some(ended)) o.openTurns = o.openTurns.filter((t) => !ended(t));
  if (o.turn?.open && ended(o.turn)) o.turn = { ...o.turn, open: false };
}

function stepFinished(o: Overview, placed: PlacedEvent, e: EventOf<"step.finished">): void {
  foldStepFinished(o, placed, e);
  closeTurns(o, (t) => t.stepId === e.stepId);
  // What was still open in it ended with it.
  if (o.spans.some((s) => s.stepId === e.stepId && !s.finishedAt))
    o.spans = o.spans.map((s) => (s.stepId === e.stepId && !s.finishedAt ? { ...s, finishedAt: e.at } : s));
  if (e.status === "failed" || e.status === "timeout")
    mark(o, "error", placed, e.detail ?? `${e.stepId}: ${e.reason.replaceAll("_", " ")}`);
}

/** A run that was killed leaves steps open: they ended with it. */
function runFinished(o: Overview, e: EventOf<"run.finished">): void {
  const ended = e.status === "timeout" ? "timeout" : e.status === "failed" ? "failed" : "canceled";
  o.steps = o.steps.map((s) =>
    s.status === "running" || s.status === "retrying"
      ? {
          ...s,
          status: ended,
          progress: undefined,
          attempts: s.attempts.map((a) => (a.status === "running" ? { ...a, status: ended, finishedAt: e.at } : a)),
        }
      : s,
  );
  o.spans = o.spans.map((s) => (s.finishedAt ? s : { ...s, finishedAt: e.at }));
  o.approvals = [];
  closeTurns(o, () => true);
}

function mark(o: Overview, kind: Mark["kind"], placed: PlacedEvent, label: string): void {
  const m: Mark = {
    kind,
    at: placed.event.at,
    offset: placed.offset,
    label: label.slice(0, 200),
    stepId: placed.event.stepId,
  };
  // The first ones say how it began, so the newest make room for nothing older.
  o.marks = o.marks.length < MARKS_MAX ? [...o.marks, m] : [...o.marks.slice(0, MARKS_MAX - 1), m];
}

function span(o: Overview, s: Span): void {
  o.spans.push(s);
  if (o.spans.length > SPANS_MAX * 2) prune(o);
}

/** Keeps the longest ones, in their order. What is still open counts as endless. */
function prune(o: Overview): void {
  const longest = new Set(o.spans.toSorted((a, b) => length(b) - length(a)).slice(0, SPANS_MAX));
  o.droppedSpans += o.spans.length - longest.size;
  o.spans = o.spans.filter((s) => longest.has(s));
}

function length(s: Span): number {
  return s.finishedAt ? Date.parse(s.finishedAt) - Date.parse(s.startedAt) : Number.MAX_SAFE_INTEGER;
}

/** True for what "jump to the next error" stops at. */
export function isErrorEvent(e: AnyEvent): boolean {
  if (e.unknown) return false;
  const r: RunEvent = e;
  if (r.type === "notice") return r.level === "error";
  if (r.type === "step.finished") return r.status === "failed" || r.status === "timeout";
  if (r.type === "turn.finished") return r.status === "failed";
  if (r.type === "item.finished") return r.item.status === "failed" || r.item.kind === "error";
  return r.type === "run.finished" && (r.status === "failed" || r.status === "timeout");
}
