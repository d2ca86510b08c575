import { type FileHandle, stat } from "node:fs/promises";
import { join } from "node:path";
import { type RunListQuery, RunSummary, type RunSummary as Summary } from "@codex-toolloop/protocol";
import type { Redactor, RunCatalog } from "../contract.ts";
import { watchDir } from "../follow/watch-dir.ts";
import { readAt, readAtSync } from "../fs/read-at.ts";
import { openRegular } from "../fs/safe-open.ts";
import { initialMeta } from "../run/initial-state.ts";
import { createChangeBatch } from "./batch-changes.ts";
import { createIntern, type Entry, parseIndexLine, toEntry } from "./entry.ts";
import { createEntryTable } from "./entry-table.ts";
import { loadIndex } from "./load-index.ts";
import { createSearchText } from "./search-text.ts";

const POLL_MS = 2000;
const CHUNK = 4 * 1024 * 1024;
const MAX_SERVED = 1000;

/** The catalog, and what only the store does with it. */
export interface OpenCatalog extends RunCatalog {
  /** Looks at the index now, not when the watcher tells. */
  sync(): Promise<void>;
  tornLines(): number;
  close(): Promise<void>;
}

/** Loads the index and follows it. @param redactor for every string that is served. */
export async function openCatalog(root: string, redactor: () => Redactor): Promise<OpenCatalog> {
  const path = join(root, "index.jsonl");
  const intern = createIntern();
  /** Runs without an index line: queued ones, told by an overlay. */
  const bases = new Map<string, object>();
  const overlays = new Map<string, Partial<Summary>>();
  const listeners = new Set<(runs: Summary[], removed: string[]) => void>();
  let handle: FileHandle | undefined;
  let inode = "";
  let end = 0;
  let skipped = 0;
  let torn = 0;
  let table = createEntryTable(new Map());
  let isOpen = false;
  let closed = false;

  const baseOf = (entry: Entry): object | undefined => {
    if (entry.length === 0) return bases.get(entry.id);
    if (!handle) return undefined;
    try {
      const value: unknown = JSON.parse(readAtSync(handle.fd, entry.offset, entry.length).toString("utf8"));
      return typeof value === "object" && value !== null ? value : undefined;
    } catch {
      return undefined;
    }
  };
  const merged = (entry: Entry): Entry | null =>
    toEntry({ ...(baseOf(entry) ?? {}), ...overlays.get(entry.id) }, entry.offset, entry.length, intern);
  const search = createSearchText(
    () => table.all(),
    (entry) => merged(entry)?.hay ?? "",
    redactor,
  );
  /** Summaries of the runs that were looked at last. An entry is replaced, never changed, so it is a safe key. */
  const served = new Map<Entry, { usual: number | undefined; version: string; summary: Summary }>();
  const summaryOf = (entry: Entry): Summary | undefined => {
    // Prompts have one workflow and nothing else in common.
    const usualDurationMs = entry.kind === "prompt" ? undefined : table.usualDurationMs(entry.workflow);
    const { version, json } = redactor();
    const known = served.get(entry);
    if (known?.usual === usualDurationMs && known?.version === version) return known.summary;
    const parsed = RunSummary.safeParse({
      ...baseOf(entry),
      ...overlays.get(entry.id),
      ...(usualDurationMs === undefined ? {} : { usualDurationMs }),
    });
    if (!parsed.success) return undefined;
    const summary = json(parsed.data);
    if (served.size >= MAX_SERVED) served.clear();
    served.set(entry, { usual: usualDurationMs, version, summary });
    return summary;
  };
  const batch = createChangeBatch((changed, removed) => {
    const runs = changed.flatMap((id) => {
      const entry = table.get(id);
      const run = entry && summaryOf(entry);
      return run ? [run] : [];
    });
    for (const listener of listeners) listener(runs, removed);
  });

  /** Puts an index line and the overlay over it into the table. */
  const put = (entry: Entry) => {
    if (entry.length > 0) bases.delete(entry.id);
    const whole = (overlays.has(entry.id) && merged(entry)) || entry;
    search.mask(whole);
    table.set(whole);
    batch.changed(entry.id);
  };
  const drop = (id: string) => {
    bases.delete(id);
    if (table.remove(id)) batch.removed(id);
  };

  const load = async () => {
    const opened = await openRegular(path, root);
    const loaded = opened && (await loadIndex(opened.handle, opened.stat.size, intern));
    // From here to the end of the swap nothing waits: entries always belong to the open file.
    const old = handle;
    handle = opened?.handle;
    inode = opened ? `${opened.stat.dev}:${opened.stat.ino}` : "";
    end = loaded?.end ?? 0;
    skipped = loaded?.skipped ?? 0;
    torn = loaded?.torn ?? 0;
    const before = table;
    table = createEntryTable(loaded?.entries ?? new Map());
    for (const [id, base] of bases) {
      const entry = table.get(id) ? null : toEntry(base, 0, 0, intern);
      if (entry) table.set(entry);
    }
    search.restart();
    for (const id of overlays.keys()) {
      const entry = table.get(id);
      if (entry) put(entry);
    }
    for (const entry of before.all()) {
      const now = table.get(entry.id);
      if (!now) batch.removed(entry.id);
      else if (!same(entry, now, search.mask)) batch.changed(entry.id);
    }
    // Also the first run of a store that had none; what is there at the start nobody has asked about yet.
    if (isOpen) for (const entry of table.all()) if (!before.get(entry.id)) batch.changed(entry.id);
    await old?.close();
  };

  const catchUp = async () => {
    const now = await stat(path).catch(() => undefined);
    if (!now || `${now.dev}:${now.ino}` !== inode || now.size < end) {
      // Replaced (rebuildIndex), truncated, or gone.
      if (now || handle) await load();
      return;
    }
    while (handle && end < now.size) {
      const bytes = await readAt(handle, end, Math.min(CHUNK, now.size - end));
      const stop = bytes.lastIndexOf(0x0a) + 1;
      torn = stop < bytes.length ? 1 : 0;
      if (stop === 0) return;
      takeLines(bytes.subarray(0, stop), end);
      end += stop;
    }
  };
  const takeLines = (bytes: Buffer, base: number) => {
    for (let from = 0; from < bytes.length; ) {
      const to = bytes.indexOf(0x0a, from);
      if (to > from) {
        const line = parseIndexLine(bytes.toString("utf8", from, to), base + from, to - from, intern);
        if (!line) skipped++;
        else if (line.kind === "deleted") drop(line.id);
        else put(line.entry);
      }
      from = to + 1;
    }
  };

  let running: Promise<void> | undefined;
  let again = false;
  /** One look at a time; a change during a look means another one after it. */
  const sync = (): Promise<void> => {
    if (closed) return Promise.resolve();
    if (running) {
      again = true;
      return running;
    }
    running = (async () => {
      do {
        again = false;
        await catchUp().catch(() => {});
      } while (again && !closed);
      running = undefined;
    })();
    return running;
  };

  await load();
  isOpen = true;
  const unwatch = watchDir(root, (name) => (name === undefined || name === "index.jsonl") && void sync(), POLL_MS);

  return {
    query(query: RunListQuery) {
      if (query.q) search.settle();
      const { entries, total } = table.page(query);
      const items = entries.map(summaryOf).filter((run) => run !== undefined);
      return { items, total, limit: query.limit, offset: query.offset };
    },
    get(id) {
      const entry = table.get(id);
      return entry && summaryOf(entry);
    },
    find(idPart) {
      const part = idPart.trim().toLowerCase();
      const exact = table.get(part);
      const ids = exact ? [exact.id] : part.length < 4 ? [] : table.matching(part);
      if (ids.length > 1) return { kind: "many", count: ids.length };
      const entry = table.get(ids[0] ?? "");
      const run = entry && summaryOf(entry);
      return run ? { kind: "one", run } : { kind: "none" };
    },
    live() {
      const runs = [...table.live()].map((id) => table.get(id)).flatMap((entry) => (entry ? [summaryOf(entry)] : []));
      return runs.filter((run) => run !== undefined).sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
    },
    size: () => table.size(),
    overlay(runId, patch) {
      if (patch) overlays.set(runId, patch);
      else if (!overlays.delete(runId)) return;
      const known = table.get(runId);
      if (known?.length) {
        const base = baseOf(known);
        const entry = base && toEntry(base, known.offset, known.length, intern);
        if (entry) put(entry);
        return;
      }
      if (!patch) return drop(runId);
      const base = bases.get(runId) ?? initialMeta(root, runId) ?? patch;
      const entry = toEntry({ ...base, ...patch, runId }, 0, 0, intern);
      if (!entry) return;
      bases.set(runId, base);
      put(entry);
    },
    ofSession: (id) => table.ofSession(id),
    ofWorkspace: (id) => table.ofWorkspace(id),
    continuationsOf: (id) => table.continuationsOf(id).flatMap((entry) => summaryOf(entry) ?? []),
    stats: (now) => table.stats(now),
    usualDurationMs: (workflow) => table.usualDurationMs(workflow),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    skippedLines: () => skipped + torn,
    tornLines: () => torn,
    sync,
    async close() {
      closed = true;
      unwatch();
      search.close();
      batch.close();
      listeners.clear();
      await running;
      await handle?.close();
      handle = undefined;
    },
  };
}

function same(a: Entry, b: Entry, mask: (entry: Entry) => void): boolean {
  if (a.status !== b.status || a.finishedMs !== b.finishedMs || a.durationMs !== b.durationMs) return false;
  mask(a);
  mask(b);
  return a.hay === b.hay;
}
