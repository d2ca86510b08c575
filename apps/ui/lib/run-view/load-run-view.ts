import type { EventPage, PlacedEvent, RunSummary } from "@codex-toolloop/protocol";
import { isFinal } from "@codex-toolloop/protocol";
import type { Store } from "@codex-toolloop/store";
import { PAGE_EVENTS } from "./fetch-run.ts";
import { foldOverview } from "./fold-overview.ts";
import { emptyOverview } from "./overview.ts";
import type { RunViewInitial } from "./run-view-snapshot.ts";

/** How much of each end of an event file the overview is made of. */
const OVERVIEW_BYTES = 256 * 1024;
const OVERVIEW_PAGE = 2000;

type Reader = Pick<Store, "readEvents" | "sizes">;

/** Server side: everything a run's page needs for its first paint. Reads a bounded part, whatever the size of the file. */
export async function loadRunView(store: Reader, run: RunSummary): Promise<RunViewInitial> {
  const final = isFinal(run.status);
  const [page, sizes] = await Promise.all([
    store.readEvents(run.runId, { before: Number.MAX_SAFE_INTEGER, limit: PAGE_EVENTS, isFinal: final }),
    store.sizes(run.runId),
  ]);
  return { run, page, logSize: sizes.log, ...(await readOverview(store, run.runId, final, page)) };
}

async function readOverview(
  store: Reader,
  runId: string,
  isFinal: boolean,
  page: EventPage,
): Promise<Pick<RunViewInitial, "overview" | "skipped">> {
  const end = page.nextOffset;
  const head: PlacedEvent[] = [];
  let skipped = 0;
  let at = 0;
  while (at < Math.min(end, OVERVIEW_BYTES)) {
    const p = await store.readEvents(runId, { from: at, limit: OVERVIEW_PAGE, maxBytes: OVERVIEW_BYTES, isFinal });
    if (p.nextOffset <= at) break;
    head.push(...p.events);
    skipped += p.skipped;
    at = p.nextOffset;
  }
  const tail: PlacedEvent[][] = [page.events];
  let start = page.events.length > 0 ? page.firstOffset : end;
  while (start > at && end - start < OVERVIEW_BYTES) {
    const p = await store.readEvents(runId, { before: start, limit: OVERVIEW_PAGE, maxBytes: OVERVIEW_BYTES, isFinal });
    if (p.events.length === 0 || p.firstOffset >= start) break;
    tail.unshift(p.events);
    start = p.firstOffset;
  }
  const overview = foldOverview(
    { ...emptyOverview(), partial: start > at },
    head.filter((e) => e.end <= end),
  );
  return { overview: foldOverview(overview, tail.flat()), skipped: start > at ? skipped + page.skipped : skipped };
}
