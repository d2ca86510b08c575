import type { AnyEvent, EventOf, PlacedEvent, RunEvent } from "@codex-toolloop/protocol";
import { itemLabel } from "./item-label.ts";
import {
  MARKS_MAX,
  type Mark,
  type Overview,
  type PendingApproval,
  SPANS_MAX,
  type Span,
  type StepView,
} from "./overview.ts";

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
    case "run.planned": {
      const known = new Map(o.steps.map((s) => [s.id, s]));
      const planned = e.steps.map((p): StepView => {
        const old = known.get(p.id);
        known.delete(p.id);
        return { status: "pending", attempts: [], ...old, id: p.id, title: p.title, needs: p.needs };
      });
      o.steps = [...planned, ...known.values()];
      return;
    }
    case "step.started":
      step(o, e.stepId, (s) => ({
        ...s,
        title: e.title,
        status: "running",
        progress: undefined,
        attempts: [
          ...s.attempts.filter((a) => a.attempt !== e.attempt),
          { attempt: e.attempt, startedAt: e.at, status: "running", offset: placed.offset },
        ],
      }));
      return;
    case "step.progress":
      if (e.stepId !== undefined) {
        const { message, fraction, current, total, unit } = e;
        step(o, e.stepId, (s) => ({ ...s, progress: { message, fraction, current, total, unit } }));
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
        { approvalId: e.approvalId, title: e.title, at: e.at, offset: placed.offset },
      ].slice(-PENDING_MAX);
      return;
    case "approval.resolved":
      o.approvals = withoutApproval(o, e.approvalId);
      return;
    case "turn.started":
      o.turn = {
        runner: e.runner,
        model: e.model,
        threadId: e.threadId,
        replayOf: e.replayOf,
        startedAt: e.at,
        open: true,
      };
      return;
    case "notice":
      if (e.level === "error") mark(o, "error", placed, e.message);
      return;
    case "usage.updated":
      o.usage = { ...o.usage, ...e.usage };
      return;
    case "turn.finished":
      if (o.turn) o.turn = { ...o.turn, open: false };
      o.approvals = [];
      if (e.usage) o.usage = { ...o.usage, ...e.usage };
      if (e.status === "failed") mark(o, "error", placed, e.error ?? "turn failed");
      return;
    case "iteration.started":
      o.iteration = { n: e.iteration, max: e.max };
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

function step(o: Overview, id: string, change: (s: StepView) => StepView): void {
  const i = o.steps.findIndex((s) => s.id === id);
  const old = o.steps[i] ?? { id, title: id, status: "running", attempts: [] };
  o.steps = i < 0 ? [...o.steps, change(old)] : o.steps.with(i, change(old));
}

function stepFinished(o: Overview, placed: PlacedEvent, e: EventOf<"step.finished">): void {
  step(o, e.stepId, (s) => {
    const old = s.attempts.find((a) => a.attempt === e.attempt);
    const done = {
      attempt: e.attempt,
      startedAt: old?.startedAt ?? new Date(Date.parse(e.at) - e.durationMs).toISOString(),
      finishedAt: e.at,
      durationMs: e.durationMs,
      status: e.status,
      reason: e.reason,
      offset: old?.offset ?? placed.offset,
    };
    const attempts = [...s.attempts.filter((a) => a.attempt !== e.attempt), done];
    return { ...s, attempts, progress: undefined, status: e.willRetry ? "retrying" : e.status };
  });
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
  if (o.turn) o.turn = { ...o.turn, open: false };
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
