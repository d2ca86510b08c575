import { type FinalStatus, isFinal, type RunSummary } from "@codex-toolloop/protocol";
import { ENDED_WORDS } from "../notify/ended-words.ts";

/** A quiet word about something that this page does not show. */
export interface Toast {
  /** A later one with the same key takes its place. */
  key: string;
  title: string;
  /** What follows the title. */
  words: string;
  detail?: string | undefined;
  status?: FinalStatus | undefined;
  /** The run that it is about, and leads to. */
  runId?: string | undefined;
  /** Until it is dismissed: what needs somebody. */
  stays: boolean;
}

/** At most so many; the oldest makes room. */
const MOST = 4;
/** What ended longer ago is no news. Milliseconds. */
const NEWS_MS = 60_000;

export const LOST: Toast = {
  key: "connection",
  title: "Connection lost.",
  words: "The dashboard does not answer; what you see may be old. It catches up by itself.",
  stays: true,
};
/** In answer to a form that was sent while nobody was there to take it. */
export const HELD: Toast = {
  key: "connection",
  title: "Nothing was sent.",
  words: "The dashboard does not answer. What you typed is still here: send it once the dashboard is back.",
  stays: true,
};
export const BACK: Toast = {
  key: "connection",
  title: "Connected again.",
  words: "What you see is up to date.",
  stays: false,
};

/** Who looks, and at what. `session` is the one that the console shows. */
export interface Looking {
  user: string;
  pathname: string;
  session?: string | undefined;
}

/** The toast about a run that has just ended; null where it is no news to this user on this page. */
export function runToast(run: RunSummary, at: Looking & { now: number }): Toast | null {
  const { status, runId } = run;
  if (!isFinal(status) || run.requestedBy !== at.user || isShown(at.pathname, runId)) return null;
  if (run.sessionId !== undefined && run.sessionId === at.session) return null;
  // The Runner's own table shows it.
  if (run.kind === "script" && at.pathname === "/runner") return null;
  if (run.finishedAt !== undefined && at.now - Date.parse(run.finishedAt) > NEWS_MS) return null;
  return {
    key: runId,
    title: run.title,
    words: ENDED_WORDS[status],
    ...(status !== "success" && run.detail ? { detail: run.detail } : {}),
    status,
    runId,
    stays: status !== "success" && status !== "canceled",
  };
}

/** The toast about a run that waits for a decision; null where nothing waits, or this page shows it. */
export function approvalToast(run: RunSummary, at: Looking): Toast | null {
  const asked = run.status === "running" ? run.approvals?.at(-1) : undefined;
  if (!asked || run.requestedBy !== at.user || isShown(at.pathname, run.runId)) return null;
  if (run.sessionId !== undefined && run.sessionId === at.session) return null;
  return {
    key: `${run.runId} ${asked.approvalId}`,
    title: run.title,
    words: "waits for your approval",
    detail: asked.title,
    runId: run.runId,
    stays: true,
  };
}

/** Without those about a run's questions that do not wait any more. */
export function withoutAnswered(toasts: readonly Toast[], run: RunSummary): readonly Toast[] {
  const waits = new Set(run.status === "running" ? run.approvals?.map((a) => `${run.runId} ${a.approvalId}`) : []);
  const isOver = (t: Toast) => t.key.startsWith(`${run.runId} `) && !waits.has(t.key);
  return toasts.some(isOver) ? toasts.filter((t) => !isOver(t)) : toasts;
}

/** Whether a page tells the end of this run by itself: its own page, and the list. */
export function isShown(pathname: string, runId: string): boolean {
  return pathname === "/" || pathname === `/runs/${runId}`;
}

/** Adds a toast, or puts it in the place of the one with its key. */
export function withToast(toasts: readonly Toast[], toast: Toast): Toast[] {
  return [...toasts.filter((t) => t.key !== toast.key), toast].slice(-MOST);
}
