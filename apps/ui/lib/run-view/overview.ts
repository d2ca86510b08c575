import type { StepStatus, Usage } from "@codex-toolloop/protocol";
import type { Progress } from "./block.ts";

export interface StepAttempt {
  attempt: number;
  startedAt?: string | undefined;
  finishedAt?: string | undefined;
  durationMs?: number | undefined;
  /** `lost`: the run was over before an end was written. */
  status: StepStatus | "running" | "lost";
  reason?: string | undefined;
  /** Byte offset of the first event of this attempt that was read. */
  offset: number;
}

export interface StepView {
  id: string;
  title: string;
  needs?: string[] | undefined;
  /** `retrying`: an attempt failed and the next one is to come. */
  status: StepStatus | "pending" | "running" | "retrying" | "lost";
  attempts: StepAttempt[];
  progress?: Progress | undefined;
}

export interface Span {
  id: string;
  label: string;
  kind: string;
  stepId?: string | undefined;
  offset: number;
  startedAt: string;
  finishedAt?: string | undefined;
  failed: boolean;
}

export interface Mark {
  kind: "error" | "approval";
  at: string;
  offset: number;
  label: string;
  stepId?: string | undefined;
}

/** A question that nobody has answered yet. */
export interface PendingApproval {
  approvalId: string;
  title: string;
  at: string;
  offset: number;
}

/** The agent's turn: the last one that began. */
export interface Turn {
  runner?: string | undefined;
  model?: string | undefined;
  threadId?: string | undefined;
  /** What is played again; absent for a turn that really is taken. */
  replayOf?: string | undefined;
  startedAt: string;
  open: boolean;
}

/** What the head of the page shows of a run: bounded, whatever the size of its event file. */
export interface Overview {
  steps: StepView[];
  spans: Span[];
  /** Spans that were too many to keep. */
  droppedSpans: number;
  marks: Mark[];
  usage?: Usage | undefined;
  iteration?: { n: number; max?: number | undefined } | undefined;
  turn?: Turn | undefined;
  approvals: PendingApproval[];
  firstAt?: string | undefined;
  lastAt?: string | undefined;
  /** Byte offset up to which events were folded. */
  end: number;
  /** A part in the middle of the file was not read. */
  partial: boolean;
}

export const SPANS_MAX = 240;
export const MARKS_MAX = 120;

export function emptyOverview(): Overview {
  return { steps: [], spans: [], droppedSpans: 0, marks: [], approvals: [], end: 0, partial: false };
}
