import { resolve } from "node:path";
import { formatDuration } from "@codex-toolloop/protocol";
import { metaFromRequest, type Store } from "@codex-toolloop/store";
import { type Io, print, say } from "../io.ts";
import { jsonLine, sanitiseText } from "../render/sanitise.ts";
import { styledStatus } from "../render/style.ts";
import { currentStatus } from "../runs/current-status.ts";
import { exitCodeOf } from "../runs/exit-code.ts";
import { limitNote } from "../runs/limit-note.ts";
import { chooseWorkspace, loadCatalog } from "../start/load-catalog.ts";
import { readSpec } from "../start/read-spec.ts";
import { type Started, startRun } from "../start/start-run.ts";
import { showRun } from "../watch/show-run.ts";
import { stopOnSignals } from "../watch/stop-on-signals.ts";

export interface RunWorkflowOptions {
  workspace?: string | undefined;
  inputs: Readonly<Record<string, unknown>>;
  /** A file, or `-` for standard input. */
  spec?: string | undefined;
  timeoutSeconds?: number | undefined;
  detach: boolean;
  json: boolean;
  /** `script` refuses what is of another kind. */
  as: "workflow" | "script";
}

/** `run workflow <name>` and `run script <key>`: starts it and shows it until it ends. @returns the exit code (0, 1, 124, 130). */
export async function runWorkflowCommand(
  io: Io,
  store: Store,
  workflow: string,
  options: RunWorkflowOptions,
): Promise<number> {
  const workspace = await chooseWorkspace(io, store, options.workspace);
  const catalog = await loadCatalog(store, workspace);
  const spec = options.spec === undefined ? undefined : await readSpec(io, options.spec);
  const started = await startRun(io, store, {
    catalog,
    workflow,
    inputs: options.inputs,
    spec,
    workspace,
    timeoutSeconds: options.timeoutSeconds,
    as: options.as,
  });
  if (options.detach) return detached(io, started, options.json);
  const { request, launched } = started;
  const unlisten = stopOnSignals(io, store, request.runId, launched, request.stopGraceSeconds);
  try {
    const note = options.json ? undefined : limitNote(store, request.runId);
    await showRun(io, store, request.runId, launched.exited, { json: options.json, note });
    return await conclude(io, store, started, options.json);
  } finally {
    unlisten();
  }
}

function detached(io: Io, { request, runDir, launched }: Started, json: boolean): number {
  if (json) print(io, jsonLine({ runId: request.runId, runDir, pid: launched.pid }));
  else print(io, `${request.runId} runs on by itself (pid ${launched.pid})`, `run directory: ${runDir}`);
  return 0;
}

/** How it ended: by the evidence on disk, as every other reader judges it. */
async function conclude(io: Io, store: Store, { request, runDir }: Started, json: boolean): Promise<number> {
  const redactor = store.redactor();
  const meta = redactor.json((await store.readMeta(request.runId)) ?? metaFromRequest(request));
  const exit = redactor.json(await store.readExit(request.runId));
  const { status, reason } = await currentStatus(store, meta);
  const { style } = io;
  if (!json) {
    const took = meta.durationMs === undefined ? "" : ` after ${formatDuration(meta.durationMs)}`;
    const said = meta.detail === undefined ? "" : `: ${sanitiseText(meta.detail)}`;
    print(io, `${style.dim("[run]")} ${styledStatus(style, status)} (${reason ?? "unknown"})${took}${said}`);
    if (await store.readArtifact(request.runId, "final-report.md", { maxBytes: 1 }))
      print(io, `${style.dim("[run]")} report ${resolve(runDir, "final-report.md")}`);
  }
  if (exit?.spawnError) say(io, sanitiseText(exit.spawnError));
  for (const left of exit?.survived ?? [])
    say(io, `still alive: pid ${left.pid} ${sanitiseText(left.command ?? "")}`.trimEnd());
  return exitCodeOf(status);
}
