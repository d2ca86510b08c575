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
  const [steps, exit, request, report, tail, catalog] = await Promise.all([
    readSteps(store, runId, !isDone, new Date()),
    store.readExit(runId),
    store.readRequest(runId),
    store.readArtifact(runId, "final-report.md", { maxBytes: 1 }),
    store.readLogTail(runId, { limit: TAIL_BYTES, isFinal: isDone }),
    store.catalog(),
  ]);
  const continuedBy = catalog.continuationsOf(runId).map((run) => run.runId);
  const runDir = store.runDir(runId);
  const reportPath = report ? join(runDir, "final-report.md") : undefined;
  if (json) {
    const provenance = request?.provenance && store.redactor().json(request.provenance);
    print(
      io,
      jsonLine({
        ...{ ...meta, ...resolved, runDir, steps, continuedBy, report: reportPath, exit, provenance },
        logTail: tail.content,
      }),
    );
    return 0;
  }
  const isReplay = meta.replayOf !== undefined;
  print(io, ...header(io, { ...meta, ...resolved }, runDir, continuedBy));
  if (steps.length > 0) print(io, "", "steps", ...steps.map((s) => stepLine(io, s, isReplay)));
  if (reportPath !== undefined) print(io, "", `report ${reportPath}`);
  const lines = sanitiseOutput(tail.content.replace(/\n$/, ""), io.style.colours).split("\n").slice(-TAIL_LINES);
  if (tail.content !== "") print(io, "", `log (last ${lines.length} lines of ${join(runDir, "output.log")})`, ...lines);
  return 0;
}

function header(io: Io, run: RunMeta, runDir: string, continuedBy: string[]): string[] {
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
    ["goes on", run.resumes && `with ${run.resumes.runId}${run.resumes.from ? ` from step ${run.resumes.from}` : ""}`],
    ["continued", continuedBy.length === 0 ? undefined : `by ${continuedBy.join(", ")}`],
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

/** `success Plan 12 s, round 2 — codex, gpt-5.5, 1,200 tokens in, $0.01`. @param isReplay its cost was paid by what it plays. */
function stepLine(io: Io, step: StepRow, isReplay: boolean): string {
  const { durationMs, attempts = 1, round, keptFrom, runner, model, usage, detail } = step;
  const used = usage && usageWords(isReplay ? { ...usage, costUsd: undefined } : usage);
  const facts = [
    attempts > 1 ? `${attempts} attempts` : undefined,
    round === undefined ? undefined : `round ${round}`,
    keptFrom === undefined ? undefined : `kept from run ${keptFrom}`,
    ...[runner, model, used === "" ? undefined : used],
  ];
  const took = durationMs === undefined ? [] : [formatDuration(durationMs)];
  const words = [...took, ...facts.filter((fact) => fact !== undefined)].map(sanitiseText).join(", ");
  const about = words === "" ? "" : io.style.dim(` ${words}`);
  const why = detail === undefined ? "" : ` — ${sanitiseText(detail)}`;
  return `  ${styledStatus(io.style, step.status)} ${sanitiseText(step.title)}${about}${why}`;
}
