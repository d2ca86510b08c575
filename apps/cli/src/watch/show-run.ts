import type { AnyEvent } from "@codex-toolloop/protocol";
import type { Store } from "@codex-toolloop/store";
import { type Io, say } from "../io.ts";
import { eventPrinter } from "../render/event-printer.ts";
import { NO_PROGRESS, nextProgress, progressLine } from "../render/progress-bar.ts";
import { jsonLine } from "../render/sanitise.ts";
import { makeScreen } from "../render/screen.ts";
import { outputLines, tagged } from "../render/tagged.ts";
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
  options: {
    json: boolean;
    note?: Promise<string | undefined> | undefined;
    onEvent?: ((event: AnyEvent) => void) | undefined;
  },
): Promise<void> {
  const runDir = store.runDir(runId);
  if (options.json) {
    say(io, `run directory: ${runDir}`);
    const onEvent = ({ event }: { event: AnyEvent }) => {
      io.stdout.write(`${jsonLine(rawOf(event))}\n`);
      options.onEvent?.(event);
    };
    await followToEnd(store, runId, ended, { onEvent, onOutput: () => {} }, { output: false });
    return say(io, `run directory: ${runDir}`);
  }
  const screen = makeScreen(io);
  const { style } = io;
  const lines = eventPrinter(style);
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
        if (event.type !== "run.finished") screen.lines(lines(event, io.stdout.columns || undefined));
        screen.bottom(progress.total === 0 ? "" : progressLine(progress, io.stdout.columns || 80, style));
        options.onEvent?.(event);
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
function rawOf(event: AnyEvent): unknown {
  return event.unknown ? event.raw : event;
}
