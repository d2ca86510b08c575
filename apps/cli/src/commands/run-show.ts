import { join } from "node:path";
import { formatDuration, isFinal, type RunMeta } from "@codex-toolloop/protocol";
import type { Store } from "@codex-toolloop/store";
import { type Io, print } from "../io.ts";
import { usageWords } from "../render/event-lines.ts";
import { jsonLine, sanitiseOutput, sanitiseText } from "../render/sanitise.ts";
import { styledStatus } from "../render/style.ts";
import { currentStatus } from "../runs/current-status.ts";
import { findRun } from "../runs/find-run.ts";
import { readSteps, type StepRow } from "../runs/read-steps.ts";

const TAIL_BYTES = 4096;
const TAIL_LINES = 20;

/** `run show <id>`: header, steps, report path and the end of the log. */
export async function runShowCommand(io: Io, store: Store, idPart: string, json: boolean): Promise<number> {
  const meta = store.redactor().json(await findRun(store, idPart));
  const { runId } = meta;
  const resolved = await currentStatus(store, meta);
  const isDone = isFinal(resolved.status);
  const [steps, exit, request, report, tail] = await Promise.all([
    readSteps(store, runId, !isDone, new Date()),
    store.readExit(runId),
    store.readRequest(runId),
    store.readArtifact(runId, "final-report.md", { maxBytes: 1 }),
    store.readLogTail(runId, { limit: TAIL_BYTES, isFinal: isDone }),
  ]);
  const runDir = store.runDir(runId);
  const reportPath = report ? join(runDir, "final-report.md") : undefined;
  if (json) {
    const provenance = request?.provenance && store.redactor().json(request.provenance);
    print(
      io,
      jsonLine({ ...meta, ...resolved, runDir, steps, report: reportPath, exit, provenance, logTail: tail.content }),
    );
    return 0;
  }
  print(io, ...header(io, { ...meta, ...resolved }, runDir));
  if (steps.length > 0) print(io, "", "steps", ...steps.map((s) => stepLine(io, s)));
  if (reportPath !== undefined) print(io, "", `report ${reportPath}`);
  const lines = sanitiseOutput(tail.content.replace(/\n$/, ""), io.style.colours).split("\n").slice(-TAIL_LINES);
  if (tail.content !== "") print(io, "", `log (last ${lines.length} lines of ${join(runDir, "output.log")})`, ...lines);
  return 0;
}

function header(io: Io, run: RunMeta, runDir: string): string[] {
  const { style } = io;
  const took = run.durationMs === undefined ? "" : ` after ${formatDuration(run.durationMs)}`;
  const rows: [string, string | undefined][] = [
    ["run", run.runId],
    ["title", run.title],
    ["workflow", run.workflow],
    ["agent", [run.runner, run.model].filter((part) => part !== undefined).join(", ") || undefined],
    ["session", run.sessionId],
    ["thread", run.threadId],
    ["replay of", run.replayOf && ("recording" in run.replayOf ? run.replayOf.recording : `run ${run.replayOf.runId}`)],
    ["usage", (run.usage && usageWords(run.replayOf ? { ...run.usage, costUsd: undefined } : run.usage)) || undefined],
    ["workspace", run.workspace?.path],
    ["started", run.startedAt ?? `(created ${run.createdAt})`],
    ["by", `${run.requestedBy} (${run.requestedVia})`],
    ["process", run.pid === undefined ? undefined : `pid ${run.pid}, kill level ${run.killLevel ?? "unknown"}`],
    ["directory", runDir],
    ["detail", run.detail],
  ];
  const status = `${"status".padEnd(10)} ${styledStatus(style, run.status)}${run.reason ? ` (${sanitiseText(run.reason)})` : ""}${took}`;
  const lines = rows.flatMap(([name, value]) =>
    value === undefined ? [] : [`${name.padEnd(10)} ${sanitiseText(value)}`],
  );
  return [...lines.slice(0, 1), status, ...lines.slice(1)];
}

function stepLine(io: Io, step: StepRow): string {
  const took = step.durationMs === undefined ? "" : ` ${formatDuration(step.durationMs)}`;
  const attempts = step.attempts !== undefined && step.attempts > 1 ? `, ${step.attempts} attempts` : "";
  const detail = step.detail === undefined ? "" : ` — ${sanitiseText(step.detail)}`;
  return `  ${styledStatus(io.style, step.status)} ${sanitiseText(step.title)}${io.style.dim(`${took}${attempts}`)}${detail}`;
}
