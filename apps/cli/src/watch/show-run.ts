import type { Store } from "@codex-toolloop/store";
import { type Io, say } from "../io.ts";
import { eventLines, outputLines, tagged } from "../render/event-lines.ts";
import { NO_PROGRESS, nextProgress, progressLine } from "../render/progress-bar.ts";
import { jsonLine } from "../render/sanitise.ts";
import { makeScreen } from "../render/screen.ts";
import { followToEnd } from "./follow-run.ts";

/**
 * Prints a run while it runs, until `ended`: tagged lines with a progress bar, or its events as JSON lines.
 * @param options.note said among the lines once it is known: finding it out must not hold them up.
 */
export async function showRun(
  io: Io,
  store: Store,
  runId: string,
  ended: Promise<unknown>,
  options: { json: boolean; note?: Promise<string | undefined> | undefined },
): Promise<void> {
  const runDir = store.runDir(runId);
  if (options.json) {
    say(io, `run directory: ${runDir}`);
    const onEvent = (placed: { event: unknown }) => io.stdout.write(`${jsonLine(rawOf(placed.event))}\n`);
    await followToEnd(store, runId, ended, { onEvent, onOutput: () => {} }, { output: false });
    return say(io, `run directory: ${runDir}`);
  }
  const screen = makeScreen(io);
  const { style } = io;
  let progress = NO_PROGRESS;
  screen.lines([`${style.dim("[run]")} ${runId}`, `${style.dim("[run]")} directory ${runDir}`]);
  const noted = options.note?.then((note) => {
    if (note !== undefined) screen.lines([tagged(style, "note", style.yellow(note))]);
  });
  await followToEnd(
    store,
    runId,
    ended,
    {
      onEvent({ event }) {
        progress = nextProgress(progress, event);
        // How the run ended is judged once its processes are gone, and said then.
        if (event.type !== "run.finished") screen.lines(eventLines(event, style, io.stdout.columns || undefined));
        screen.bottom(progress.total === 0 ? "" : progressLine(progress, io.stdout.columns || 80, style));
      },
      onOutput: (text) => screen.lines(outputLines(text, style)),
    },
    { output: true },
  );
  await noted;
  screen.bottom("");
  screen.lines([`${style.dim("[run]")} directory ${runDir}`]);
}

/** An event as it stands in the file, also one that this version does not know. */
function rawOf(event: unknown): unknown {
  const known = typeof event === "object" && event !== null;
  return known && "unknown" in event && event.unknown === true && "raw" in event ? event.raw : event;
}
