import { formatDuration } from "@codex-toolloop/protocol";
import {
  Archive,
  Ban,
  Circle,
  CircleCheck,
  CircleX,
  Hand,
  Hourglass,
  LoaderCircle,
  type LucideIcon,
  RotateCw,
  SkipForward,
  Unlink,
} from "lucide-react";
import { usageWords } from "../../../../../components/run-view/transcript/usage-words.ts";
import type { StepView } from "../../../../../lib/run-view/overview.ts";
import { visibleText } from "../../../../../lib/run-view/visible-text.ts";

interface Look {
  icon: LucideIcon;
  className: string;
  word: string;
}

const LOOK: Record<StepView["status"], Look> = {
  pending: { icon: Circle, className: "text-muted", word: "to come" },
  running: { icon: LoaderCircle, className: "text-running animate-pulse-slow", word: "running" },
  retrying: { icon: RotateCw, className: "text-timeout", word: "will retry" },
  success: { icon: CircleCheck, className: "text-success", word: "success" },
  failed: { icon: CircleX, className: "text-failed", word: "failed" },
  canceled: { icon: Ban, className: "text-canceled", word: "canceled" },
  timeout: { icon: Hourglass, className: "text-timeout", word: "timeout" },
  lost: { icon: Unlink, className: "text-orphaned", word: "end not recorded" },
  skipped: { icon: SkipForward, className: "text-muted", word: "skipped" },
};
const KEPT: Look = { icon: Archive, className: "text-success", word: "kept" };
const WAITS: Look = { icon: Hand, className: "text-warn-fg animate-pulse-slow", word: "waits for approval" };

/** What is known of the run beside its step. */
export interface StepSetting {
  final: boolean;
  /** The run plays a recording: what it cost was paid before. */
  replay: boolean;
  /** A person is asked in this step. */
  waits: boolean;
}

/** A step's state as icon, colour and word. */
export function lookOf(step: StepView, { final, waits }: StepSetting): Look {
  if (waits && step.status === "running") return WAITS;
  if (step.keptFrom !== undefined && step.status === "success") return KEPT;
  return step.status === "pending" && final ? { ...LOOK.pending, word: "not reached" } : LOOK[step.status];
}

/** `round 2 of 3`; nothing for the first. */
export function roundWords({ round, rounds }: Pick<StepView, "round" | "rounds">): string {
  return round > 1 ? `round ${round}${rounds === undefined ? "" : ` of ${rounds}`}` : "";
}

/** All that is known of a step, in one line: for a pointer that rests on it, and for a screen reader. */
export function stepWords(step: StepView, setting: StepSetting): string {
  const last = step.attempts.at(-1);
  const shown = step.status !== "skipped" && step.keptFrom === undefined;
  return [
    `${visibleText(step.title)}: ${lookOf(step, setting).word}`,
    roundWords(step),
    (last?.attempt ?? 1) > 1 ? `attempt ${last?.attempt}` : "",
    [step.runner, step.model].filter(Boolean).join(" "),
    step.role ?? "",
    last?.durationMs === undefined || !shown ? "" : formatDuration(last.durationMs),
    step.usage ? usageWords(step.usage, setting.replay) : "",
  ]
    .filter(Boolean)
    .join(" · ");
}
