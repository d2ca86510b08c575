import { type AnyEvent, formatDuration } from "@codex-toolloop/protocol";
import { itemLabel } from "./item-label.ts";

const ONE_LINE = 240;
const words = (reason: string) => reason.replaceAll("_", " ");

/** One line that says what an event says; for lists and for finding. */
export function summarizeEvent(e: AnyEvent): string {
  const text = summary(e).replace(/\s+/g, " ").trim();
  return text.length > ONE_LINE ? `${text.slice(0, ONE_LINE - 1)}…` : text;
}

function summary(e: AnyEvent): string {
  if (e.unknown) return JSON.stringify(e.raw).slice(0, 400);
  switch (e.type) {
    case "run.started":
      return [e.workflow, e.workspace, e.pid === undefined ? "" : `pid ${e.pid}`].filter(Boolean).join(" · ");
    case "run.planned":
      return `${e.steps.length} steps: ${e.steps.map((s) => s.id).join(", ")}`;
    case "run.finished":
      return [e.status, words(e.reason), e.detail, took(e.durationMs)].filter(Boolean).join(" · ");
    case "step.started":
      return [e.title, e.attempt > 1 ? `attempt ${e.attempt}` : "", e.command?.join(" ")].filter(Boolean).join(" · ");
    case "step.progress":
      return [
        e.fraction === undefined ? "" : `${Math.round(e.fraction * 100)} %`,
        e.current === undefined ? "" : `${e.current}${e.total === undefined ? "" : ` of ${e.total}`} ${e.unit ?? ""}`,
        e.message,
      ]
        .filter(Boolean)
        .join(" · ");
    case "step.finished":
      return [
        e.status,
        words(e.reason),
        typeof e.exitCode === "number" ? `exit ${e.exitCode}` : "",
        e.signal ?? "",
        e.willRetry ? "will retry" : "",
        took(e.durationMs),
        e.detail,
      ]
        .filter(Boolean)
        .join(" · ");
    case "turn.started":
      return e.turnId;
    case "turn.finished":
      return [e.status, e.error].filter(Boolean).join(" · ");
    case "item.started":
    case "item.updated":
    case "item.finished":
      return `${e.item.kind.replace("_", " ")}: ${itemLabel(e.item)}`;
    case "item.delta":
      return `${e.field} +${e.delta.length}: ${e.delta.slice(0, 300)}`;
    case "diff.updated":
      return [e.files === undefined ? "" : `${e.files} ${e.files === 1 ? "file" : "files"}`, e.artifact ?? ""]
        .filter(Boolean)
        .join(" · ");
    case "usage.updated":
      return Object.entries(e.usage)
        .map(([k, v]) => `${k} ${v}`)
        .join(" · ");
    case "iteration.started":
      return `iteration ${e.iteration}${e.max === undefined ? "" : ` of ${e.max}`}`;
    case "approval.requested":
      return [e.title, e.decisions.join(" / ")].join(" · ");
    case "approval.resolved":
      return [e.decision, e.by ? `by ${e.by}` : ""].filter(Boolean).join(" ");
    case "notice":
      return `${e.level}: ${e.message}`;
    default:
      return e satisfies never;
  }
}

function took(ms: number | undefined): string {
  return ms === undefined ? "" : formatDuration(ms);
}
