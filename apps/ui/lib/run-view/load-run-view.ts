import type { EventPage, RunSummary } from "@codex-toolloop/protocol";
import { isFinal } from "@codex-toolloop/protocol";
import type { Store } from "@codex-toolloop/store";
import { PAGE_EVENTS } from "./fetch-run.ts";
import { fillSteps } from "./fill-steps.ts";
import { foldOverview } from "./fold-overview.ts";
import { type LoadedEvent, mergeDeltas } from "./merge-deltas.ts";
import { emptyOverview, type Overview } from "./overview.ts";
import type { RunViewInitial } from "./run-view-snapshot.ts";

/** How much of each end of an event file the overview is made of. */
const OVERVIEW_BYTES = 256 * 1024;

/** Most that is read for the first page of an agent's run, and how many of its newest events stay as they are. */
const END_BYTES = 512 * 1024;
const RAW = PAGE_EVENTS;

type Reader = Pick<Store, "readEvents" | "readSteps" | "sizes">;

/** Server side: everything a run's page needs for its first paint. Reads a bounded part, whatever the size of the file. */
export async function loadRunView(store: Reader, run: RunSummary): Promise<RunViewInitial> {
  const final = isFinal(run.status);
  const [page, sizes] = await Promise.all([readEnd(store, run, final), store.sizes(run.runId)]);
  const { overview, skipped } = await readOverview(store, run.runId, final, page);
  const whole = overview.partial && run.kind === "workflow" ? await withSteps(store, run.runId, overview) : overview;
  return { run, page, logSize: sizes.log, overview: whole, skipped };
}

async function withSteps(store: Reader, runId: string, overview: Overview): Promise<Overview> {
  return fillSteps(overview, (await store.readSteps(runId)).outputs);
}

/**
 * The last page of events. Of an agent's, which writes hundreds of pieces for one row, as many as make a page once these are
 * put together: a message that is half said is then whole at the first paint.
 */
async function readEnd(store: Reader, { runId, kind, runner }: RunSummary, isFinal: boolean): Promise<EventPage> {
  const read = (before: number) => store.readEvents(runId, { before, limit: PAGE_EVENTS, isFinal });
  const page = await read(Number.MAX_SAFE_INTEGER);
  if (kind !== "prompt" && runner === undefined) return page;
  const merged = (events: readonly LoadedEvent[]) => mergeDeltas(events, (_e, i) => i >= events.length - RAW);
  let { firstOffset, skipped } = page;
  let events: LoadedEvent[] = page.events;
  while (firstOffset > 0 && events.length < 2 * PAGE_EVENTS && page.nextOffset - firstOffset < END_BYTES) {
    const earlier = await read(firstOffset);
    if (earlier.events.length === 0) break;
    events = merged([...earlier.events, ...events]);
    firstOffset = earlier.firstOffset;
    skipped += earlier.skipped;
  }
  return { ...page, events, firstOffset, skipped };
}

/**
 * Folds the two ends of the file page by page: whatever is held over several pages grows old in the heap, and then stays
 * until the next full collection.
 */
async function readOverview(
  store: Reader,
  runId: string,
  isFinal: boolean,
  page: EventPage,
): Promise<Pick<RunViewInitial, "overview" | "skipped">> {
  let overview = emptyOverview();
  let skipped = 0;
  const foldRange = async (from: number, to: number): Promise<number> => {
    let at = from;
    while (at < to) {
      const options = { from: at, limit: PAGE_EVENTS, maxBytes: to - at, isFinal };
      const p = await store.readEvents(runId, options);
      if (p.nextOffset <= at) break;
      overview = foldOverview(overview, p.events);
      skipped += p.skipped;
      at = p.nextOffset;
    }
    return at;
  };
  const pageStart = page.events.length > 0 ? page.firstOffset : page.nextOffset;
  const headEnd = await foldRange(0, Math.min(pageStart, OVERVIEW_BYTES));
  const tailStart = Math.max(headEnd, page.nextOffset - OVERVIEW_BYTES);
  const partial = headEnd < Math.min(tailStart, pageStart);
  await foldRange(tailStart, pageStart);
  return { overview: { ...foldOverview(overview, page.events), partial }, skipped: skipped + page.skipped };
}
