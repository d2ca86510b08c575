import { type AnyEvent, Decision, formatDuration, type RunEvent, type Usage } from "@codex-toolloop/protocol";
import { commandLine, itemLines } from "./item-lines.ts";
import { sanitiseText } from "./sanitise.ts";
import { type Style, styledStatus } from "./style.ts";
import { block, type Tag, tagged } from "./tagged.ts";

/** Where there is no terminal to ask. */
export const COLUMNS = 200;
/**
 * What one event looks like in a terminal, as whole lines. Everything that came from the run is sanitised here.
 * `step.progress`, deltas and plans make no lines: the progress bar shows the first, the finished item the others.
 * @param columns of the terminal; a command is cut to them.
 */
export function eventLines(event: AnyEvent, style: Style, columns = COLUMNS): string[] {
  if (event.unknown) return [tagged(style, "note", style.dim(`${sanitiseText(event.type)} (unknown to this version)`))];
  const line = (tag: Tag, text: string) => [tagged(style, tag, text)];
  switch (event.type) {
    case "run.started":
      return line("run", `started ${style.bold(sanitiseText(event.workflow))}${inWorkspace(event.workspace)}`);
    case "run.finished":
      return line("run", finished(style, event));
    case "item.started":
      return event.item.kind === "command" ? [commandLine(event.item.command, style, columns)] : [];
    case "step.started":
      return line("step", stepStarted(event, style));
    case "step.finished":
      return line("step", stepFinished(event, style));
    case "item.finished":
      return itemLines(event.item, style, columns);
    case "diff.updated":
      return line(
        "file",
        `changes${event.files === undefined ? "" : ` in ${event.files} ${event.files === 1 ? "file" : "files"}`}`,
      );
    case "iteration.started":
      return iteration(event, style);
    case "approval.requested":
      return [
        tagged(style, "ask", style.yellow(`waits for approval: ${sanitiseText(event.title)}`)),
        ...(event.detail === undefined ? [] : block(style, "ask", event.detail)),
      ];
    case "approval.resolved":
      return [
        ...line(
          "ask",
          `${decisionWords(event.decision)}${event.by === undefined ? "" : ` by ${sanitiseText(event.by)}`}`,
        ),
        ...(event.comment === undefined ? [] : block(style, "ask", event.comment)),
      ];
    case "notice":
      return line("note", noticeText(event.level, sanitiseText(event.message), style));
    case "turn.started":
      return line("agent", style.dim(turnStarted(event)));
    case "turn.finished":
      return turnFinished(event, style);
    case "run.planned":
    case "step.progress":
    case "item.updated":
    case "item.delta":
    case "usage.updated":
      return [];
    default:
      return event satisfies never;
  }
}

type Of<T extends RunEvent["type"]> = Extract<RunEvent, { type: T }>;

function inWorkspace(workspace: string | undefined): string {
  return workspace === undefined ? "" : ` in ${sanitiseText(workspace)}`;
}

function finished(style: Style, event: Of<"run.finished">): string {
  const took = event.durationMs === undefined ? "" : ` after ${formatDuration(event.durationMs)}`;
  const detail = event.detail === undefined ? "" : `: ${sanitiseText(event.detail)}`;
  return `${styledStatus(style, event.status)} (${sanitiseText(event.reason)})${took}${detail}`;
}

/** @param who takes the step: an agent and its role, as planned. */
export function stepStarted(event: Of<"step.started">, style: Style, who = ""): string {
  const again = event.attempt > 1 ? style.yellow(` (attempt ${event.attempt})`) : "";
  return `${style.bold(sanitiseText(event.title))}${who === "" ? "" : style.dim(` by ${sanitiseText(who)}`)}${again}`;
}

/** A further round of model and tools, or of a workflow's steps, with what the first of them is told. */
function iteration({ iteration: n, max, steps, feedback }: Of<"iteration.started">, style: Style): string[] {
  const of = max === undefined ? "" : ` of ${max}`;
  if (!steps) return [tagged(style, "step", `iteration ${n}${of}`)];
  const again = `${steps.map(sanitiseText).join(", ")} ${steps.length === 1 ? "runs" : "run"} again`;
  const told = feedback === undefined ? [] : block(style, "step", feedback).map((text) => style.dim(text));
  return [tagged(style, "step", style.yellow(`round ${n}${of}: ${again}`)), ...told];
}

function stepFinished(event: Of<"step.finished">, style: Style): string {
  if (event.keptFrom !== undefined)
    return `${sanitiseText(event.stepId)} ${styledStatus(style, event.status)} ${style.dim(`(kept from run ${event.keptFrom})`)}`;
  const ended =
    event.signal != null ? `, ${sanitiseText(event.signal)}` : event.exitCode ? `, exit code ${event.exitCode}` : "";
  const detail = event.detail === undefined ? "" : `: ${sanitiseText(event.detail)}`;
  const retry = event.willRetry ? style.yellow("; retrying") : "";
  const took = formatDuration(event.durationMs);
  const used = event.usage ? usageWords(event.usage) : "";
  const tokens = used === "" ? "" : style.dim(` ${used}`);
  return `${sanitiseText(event.stepId)} ${styledStatus(style, event.status)} (${took}${ended})${detail}${retry}${tokens}`;
}

/** `codex, gpt-5.5, thread 019…`; a replay says what it plays. */
function turnStarted({ runner, model, threadId, replayOf }: Of<"turn.started">): string {
  const words = [runner, model, threadId === undefined ? undefined : `thread ${threadId}`].filter(
    (w) => w !== undefined,
  );
  const what = words.length === 0 ? "begins" : words.join(", ");
  return sanitiseText(replayOf === undefined ? what : `${what}; a replay of ${replayOf}`);
}

function turnFinished({ status, error, usage }: Of<"turn.finished">, style: Style): string[] {
  const failed =
    status === "completed"
      ? []
      : [tagged(style, "agent", style.red(`turn ${status}${error ? `: ${sanitiseText(error)}` : ""}`))];
  const words = usage ? usageWords(usage) : "";
  return words === "" ? failed : [...failed, tagged(style, "agent", style.dim(words))];
}

/** `1,200 tokens in (300 cached), 340 out, $0.01`; what is not known is left out. */
export function usageWords({ inputTokens, cachedInputTokens, outputTokens, costUsd }: Usage): string {
  const n = (count: number) => count.toLocaleString("en-US");
  const cached = cachedInputTokens ? ` (${n(cachedInputTokens)} cached)` : "";
  return [
    ...(inputTokens === undefined ? [] : [`${n(inputTokens)} tokens in${cached}`]),
    ...(outputTokens === undefined ? [] : [`${n(outputTokens)} tokens out`]),
    ...(costUsd === undefined ? [] : [`$${costUsd.toFixed(costUsd < 0.1 ? 4 : 2)}`]),
  ].join(", ");
}

function decisionWords(decision: string): string {
  const known = Decision.safeParse(decision);
  return known.success ? DECIDED[known.data] : sanitiseText(decision);
}

const DECIDED = {
  approve: "approved",
  approve_for_session: "approved for the session",
  decline: "declined",
  cancel: "canceled",
  push_back: "pushed back",
} as const;

function noticeText(level: "info" | "warning" | "error", message: string, style: Style): string {
  if (level === "error") return style.red(message);
  return level === "warning" ? style.yellow(message) : message;
}
