import type { AnyEvent, EventOf, Item, Spilled, StepStatus, Usage } from "@codex-toolloop/protocol";

interface Base {
  /** Stable while the loaded window moves: lists keep their place and their open parts by it. */
  key: string;
  /** Byte offset of the first and of the last line that made this block. */
  offset: number;
  lastOffset: number;
  at: string;
  stepId?: string | undefined;
}

export interface Progress {
  message?: string | undefined;
  fraction?: number | undefined;
  current?: number | undefined;
  total?: number | undefined;
  unit?: string | undefined;
}

export interface ItemBlock extends Base {
  type: "item";
  itemId: string;
  item: Item;
  active: boolean;
  /** Its beginning lies before the loaded part. */
  continued: boolean;
  /** Deltas arrive for it. */
  streaming: boolean;
  /** What has arrived of its arguments, as they are written; only until the item itself holds them. */
  argument?: string | undefined;
  /** A person is asked about it. */
  waits?: boolean | undefined;
  finishedAt?: string | undefined;
  spilled: Spilled[];
}

export interface StepBlock extends Base {
  type: "step";
  stepId: string;
  title: string;
  attempt: number;
  continued: boolean;
  status: StepStatus | "running" | "lost";
  reason?: string | undefined;
  detail?: string | undefined;
  willRetry?: boolean | undefined;
  exitCode?: number | null | undefined;
  signal?: string | null | undefined;
  durationMs?: number | undefined;
  command?: string[] | undefined;
  logStart?: number | undefined;
  logEnd?: number | undefined;
  progress?: Progress | undefined;
  usage?: Usage | undefined;
  /** The earlier run that did this step. */
  keptFrom?: string | undefined;
  /** A command item of this step shows the output, so that the step need not. */
  hasCommandItem: boolean;
}

export interface ApprovalBlock extends Base {
  type: "approval";
  approvalId: string;
  title: string;
  detail?: string | undefined;
  itemId?: string | undefined;
  /** What may be answered. */
  decisions: readonly string[];
  decision?: string | undefined;
  by?: string | undefined;
  decidedAt?: string | undefined;
  comment?: string | undefined;
  continued: boolean;
  /** The run was over before anybody answered. */
  expired?: boolean | undefined;
}

export interface UsageBlock extends Base {
  type: "usage";
  usage: Usage;
}

/** Events that stand for themselves. */
export interface PlainBlock extends Base {
  type: "event";
  event: Extract<
    AnyEvent,
    | { unknown: true }
    | {
        unknown?: undefined;
        type:
          | "run.started"
          | "run.finished"
          | "turn.started"
          | "turn.finished"
          | "iteration.started"
          | "diff.updated"
          | "notice";
      }
  >;
}

/** The end of a step, told where it happened when its head is far above. */
export interface StepEndBlock extends Base {
  type: "step-end";
  stepId: string;
  event: EventOf<"step.finished">;
}

/** One row of the transcript. */
export type Block = ItemBlock | StepBlock | StepEndBlock | ApprovalBlock | UsageBlock | PlainBlock;
