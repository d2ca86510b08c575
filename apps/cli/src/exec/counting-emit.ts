import type { EventInput } from "@codex-toolloop/protocol";
import type { RunWriter } from "@codex-toolloop/store";

/**
 * Emits events, and keeps the steps of meta.json in step with them. A step counts once, whatever its attempts and rounds: one
 * that is sent back counts as finished when it has ended again.
 */
export function countingEmit(writer: Pick<RunWriter, "emit" | "writeMeta">): (event: EventInput) => void {
  let total = 0;
  /** Ended steps, with whether they failed. */
  const ended = new Map<string, boolean>();
  /** What runs now, by id, in the order of the starts. */
  const running = new Map<string, string>();
  return (event) => {
    writer.emit(event);
    if (event.type === "run.planned") total = event.steps.length;
    else if (event.type === "step.started") {
      running.delete(event.stepId);
      running.set(event.stepId, event.title);
    } else if (event.type === "step.finished" && event.willRetry !== true) {
      running.delete(event.stepId);
      ended.set(event.stepId, event.status === "failed" || event.status === "timeout");
    } else if (event.type === "iteration.started" && event.steps) for (const id of event.steps) ended.delete(id);
    else return;
    const failed = [...ended.values()].filter(Boolean).length;
    const current = [...running.values()].join(", ").slice(0, 200);
    writer.writeMeta({ steps: { total, finished: ended.size, failed, ...(current === "" ? {} : { current }) } });
  };
}
