import type { AnyEvent } from "@codex-toolloop/protocol";
import { cutTo, sanitiseText, visibleLength } from "./sanitise.ts";
import type { Style } from "./style.ts";

/** What the bar shows: steps done of all, and where the current one stands. */
export interface Progress {
  total: number;
  /** Ids of the steps that are done. */
  finished: readonly string[];
  title: string;
  /** 0 to 1 within the current step, where the step says so. */
  fraction?: number | undefined;
  message: string;
}

export const NO_PROGRESS: Progress = { total: 0, finished: [], title: "", message: "" };

/** The progress after one more event. Pure. */
export function nextProgress(before: Progress, event: AnyEvent): Progress {
  if (event.unknown) return before;
  switch (event.type) {
    case "run.planned":
      return { ...before, total: event.steps.length };
    case "step.started":
      return { ...before, title: sanitiseText(event.title), fraction: undefined, message: "" };
    case "step.progress": {
      const counted = event.current !== undefined && event.total ? event.current / event.total : undefined;
      const fraction = event.fraction ?? counted ?? before.fraction;
      const units =
        event.current === undefined
          ? ""
          : `${event.current}${event.total ? `/${event.total}` : ""} ${event.unit ?? ""}`;
      const message = sanitiseText(event.message ?? units.trim());
      return { ...before, fraction: fraction === undefined ? undefined : Math.min(1, Math.max(0, fraction)), message };
    }
    case "step.finished":
      if (event.willRetry) return { ...before, fraction: undefined, message: "retrying" };
      return {
        ...before,
        finished: [...before.finished.filter((id) => id !== event.stepId), event.stepId],
        ...{ fraction: undefined, message: "" },
      };
    case "iteration.started":
      // A further round: what it does again is not done.
      return { ...before, finished: before.finished.filter((id) => event.steps?.includes(id) !== true) };
    default:
      return before;
  }
}

/** The bar as one line of at most `columns` characters, no newline. */
export function progressLine(progress: Progress, columns: number, style: Style): string {
  const total = Math.max(progress.total, 1);
  const done = Math.min(1, (progress.finished.length + (progress.fraction ?? 0)) / total);
  const width = Math.max(8, Math.min(24, Math.floor(columns / 4)));
  const full = Math.round(done * width);
  const bar = `${style.green("█".repeat(full))}${style.dim("░".repeat(width - full))}`;
  const numbers = ` ${Math.min(progress.finished.length, progress.total)}/${progress.total} `;
  const rest = [progress.title, progress.message].filter((s) => s !== "").join(" · ");
  return bar + numbers + cutTo(rest, Math.max(0, columns - width - visibleLength(numbers) - 1));
}
