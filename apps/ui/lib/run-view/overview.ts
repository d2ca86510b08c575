import type { StepStatus, Usage } from "@codex-toolloop/protocol";
import type { Progress } from "./block.ts";

export interface StepAttempt {
  attempt: number;
  /** The round of its step that it belongs to. */
  round: number;
  startedAt?: string | undefined;
  finishedAt?: string | undefined;
  durationMs?: number | undefined;
  /** `lost`: the run was over before an end was written. */
  status: StepStatus | "running" | "lost";
  reason?: string | undefined;
  /** Byte offset of the first event of this attempt that was read, and of the one that ended it. */
  offset: number;
  endOffset?: number | undefined;
}

export interface StepView {
  id: string;
  title: string;
  kind?: string | undefined;
  /** Steps that must end first; undefined: the one before it. */
  needs?: string[] | undefined;
  /** Of an agent step. */
  runner?: string | undefined;
  role?: string | undefined;
  model?: string | undefined;
  /** 1; 2 once it was sent back … of `rounds`, where that is bounded. */
  round: number;
  rounds?: number | undefined;
  /** The earlier run that did it. */
  keptFrom?: string | undefined;
  /** What its agents used in all attempts that ended, and in the one that goes on. */
  usage?: Usage | undefined;
  liveUsage?: Usage | undefined;
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
  stepId?: string | undefined;
  title: string;
  /** What may be answered. */
  decisions: readonly string[];
  at: string;
  offset: number;
}

/** Work that a step sent back to an earlier one. */
export interface SendBack {
  from: string;
  to: string;
  round: number;
  max?: number | undefined;
  feedback?: string | undefined;
  offset: number;
}

/** The agent's turn: the last one that began. */
export interface Turn {
  turnId: string;
  stepId?: string | undefined;
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
  /** All turns that go on: several where steps run at the same time. */
  openTurns: Pick<Turn, "turnId" | "stepId" | "startedAt">[];
  sendBacks: SendBack[];
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
  return {
    steps: [],
    spans: [],
    droppedSpans: 0,
    marks: [],
    openTurns: [],
    sendBacks: [],
    approvals: [],
    end: 0,
    partial: false,
  };
}
