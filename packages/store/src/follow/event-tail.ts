import { type FileHandle, stat } from "node:fs/promises";
import type { EventPage } from "@codex-toolloop/protocol";
import type { Redactor } from "../contract.ts";
import { openRegular } from "../fs/safe-open.ts";
import { type DeltasBefore, readOpenEvents } from "../run/read-events.ts";

const PAGE = { limit: 500, maxBytes: 256 * 1024, isFinal: false };
const NOTHING: EventPage = { events: [], firstOffset: 0, nextOffset: 0, size: 0, skipped: 0, isComplete: false };

/** The growing end of one events.jsonl, read again and again: the file stays open, and what was parsed is kept. */
export interface EventTail {
  /** The page from `from`; empty where there is no such file yet. One call at a time gets the most of it. */
  read(from: number): Promise<EventPage>;
  close(): Promise<void>;
}

/** A file that is put in the place of the old one is opened anew, with all the checks of the first time. */
export function createEventTail(path: string, root: string, redactor: () => Redactor): EventTail {
  let open: { handle: FileHandle; id: string } | undefined;
  let before: DeltasBefore | undefined;
  let closed = false;
  let reading: Promise<unknown> = Promise.resolve();

  const drop = async () => {
    const old = open;
    open = undefined;
    before = undefined;
    await old?.handle.close();
  };
  const read = async (from: number): Promise<EventPage> => {
    const found = await stat(path).catch(() => undefined);
    const id = found ? `${found.dev}:${found.ino}` : "";
    if (closed || !found || (open && open.id !== id)) await drop();
    if (closed || !found) return NOTHING;
    if (!open) {
      const opened = await openRegular(path, root);
      if (!opened) return NOTHING;
      open = { handle: opened.handle, id: `${opened.stat.dev}:${opened.stat.ino}` };
    }
    const { page, after } = await readOpenEvents(open.handle, found.size, redactor(), { from, ...PAGE }, before);
    before = after;
    return page;
  };
  /** One at a time: a file must not be closed under a read. */
  const next = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = reading.then(work);
    reading = turn.catch(() => {});
    return turn;
  };
  return {
    read: (from) => next(() => read(from)),
    close() {
      closed = true;
      return next(drop);
    },
  };
}
