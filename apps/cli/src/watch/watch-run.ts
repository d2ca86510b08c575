import { resolve } from "node:path";
import { type AnyEvent, formatDuration } from "@codex-toolloop/protocol";
import { metaFromRequest, type Store } from "@codex-toolloop/store";
import { type Io, print, say } from "../io.ts";
import { jsonLine, sanitiseText } from "../render/sanitise.ts";
import { styledStatus } from "../render/style.ts";
import { currentStatus } from "../runs/current-status.ts";
import { exitCodeOf } from "../runs/exit-code.ts";
import { limitNote } from "../runs/limit-note.ts";
import type { Started } from "../start/launch-run.ts";
import { showRun } from "./show-run.ts";
import { stopOnSignals } from "./stop-on-signals.ts";

export interface WatchOptions {
  detach: boolean;
  json: boolean;
  /** Also told of each event. */
  onEvent?: ((event: AnyEvent) => void) | undefined;
}

/** Shows a run that was just started until it ends; Ctrl-C stops it. @returns the exit code (0, 1, 124, 130). */
export async function watchRun(io: Io, store: Store, started: Started, options: WatchOptions): Promise<number> {
  const { request, launched } = started;
  const { json } = options;
  if (options.detach) return detached(io, started, json);
  const unlisten = stopOnSignals(io, store, request.runId, launched, request.stopGraceSeconds);
  try {
    const note = json ? undefined : limitNote(store, request.runId);
    await showRun(io, store, request.runId, launched.exited, { json, note, onEvent: options.onEvent });
    return await conclude(io, store, started, json);
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
