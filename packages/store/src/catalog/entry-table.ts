import { isFinal, type RunListQuery } from "@codex-toolloop/protocol";
import type { RunGroup, RunStats } from "../contract.ts";
import type { Entry } from "./entry.ts";
import { byAge, createRunGroups } from "./run-groups.ts";
import { computeStats, median } from "./run-stats.ts";

const USUAL_OF = 20;
/** Fewer say nothing: of a single one, that run would be measured by itself. */
const USUAL_MIN = 3;

const KEPT_QUERIES = 8;

/** All runs in memory: looked up by id, walked newest first, filtered. Knows nothing of files. */
export interface EntryTable {
  get(id: string): Entry | undefined;
  set(entry: Entry): void;
  remove(id: string): boolean;
  size(): number;
  /** Entries of one page, newest first, and how many match in all. */
  page(query: RunListQuery): { entries: Entry[]; total: number };
  /** Ids with this prefix or suffix. */
  matching(part: string): string[];
  live(): Iterable<string>;
  all(): Iterable<Entry>;
  stats(now: Date): RunStats;
  usualDurationMs(workflow: string): number | undefined;
  ofSession(sessionId: string): RunGroup;
  ofWorkspace(workspaceId: string): RunGroup;
  /** Oldest first. */
  continuationsOf(runId: string): Entry[];
}

export function createEntryTable(initial: Map<string, Entry>): EntryTable {
  const byId = initial;
  const live = new Set<string>();
  for (const entry of byId.values()) if (!isFinal(entry.status)) live.add(entry.id);
  const bySession = createRunGroups(
    (entry) => entry.sessionId,
    () => byId.values(),
  );
  const byWorkspace = createRunGroups(
    (entry) => entry.workspaceId,
    () => byId.values(),
  );
  const byResumed = createRunGroups(
    (entry) => entry.resumes,
    () => byId.values(),
  );
  /** Oldest first; put right before it is next walked. */
  let order: Entry[] = [];
  let stale = true;
  let version = 0;
  let stats: { key: string; value: RunStats } | undefined;
  const usual = new Map<string, number | undefined>();

  const ordered = (): Entry[] => {
    if (stale) {
      order = [...byId.values()].sort(byAge);
      stale = false;
    }
    return order;
  };
  /** What the last queries found, newest first: a page that is read again, or the next one, is not searched anew. */
  const kept = new Map<string, Entry[]>();
  const search = ({ offset: _o, limit: _l, ...filter }: RunListQuery, list: Entry[], test: (e: Entry) => boolean) => {
    // Other masking rules make other texts of the same runs.
    const key = JSON.stringify([filter, list[0]?.masked]);
    const known = kept.get(key);
    if (known) return known;
    const matches: Entry[] = [];
    for (let i = list.length - 1; i >= 0; i--) {
      const entry = list[i];
      if (entry && test(entry)) matches.push(entry);
    }
    if (kept.size >= KEPT_QUERIES) kept.clear();
    kept.set(key, matches);
    return matches;
  };
  const touched = (entry: Entry) => {
    version++;
    kept.clear();
    usual.delete(entry.workflow);
  };

  return {
    get: (id) => byId.get(id),
    set(entry) {
      const old = byId.get(entry.id);
      byId.set(entry.id, entry);
      bySession.set(entry, old);
      byWorkspace.set(entry, old);
      byResumed.set(entry, old);
      if (isFinal(entry.status)) live.delete(entry.id);
      else live.add(entry.id);
      touched(entry);
      if (stale) return;
      if (old) {
        const at = old.createdMs === entry.createdMs ? indexOf(order, old) : -1;
        if (at >= 0) order[at] = entry;
        else stale = true;
        return;
      }
      const last = order.at(-1);
      if (!last || byAge(last, entry) < 0) order.push(entry);
      else stale = true;
    },
    remove(id) {
      const entry = byId.get(id);
      if (!entry) return false;
      byId.delete(id);
      bySession.remove(entry);
      byWorkspace.remove(entry);
      byResumed.remove(entry);
      live.delete(id);
      touched(entry);
      stale = true;
      return true;
    },
    size: () => byId.size,
    page(query) {
      const list = query.session === undefined ? ordered() : bySession.members(query.session);
      const test = matcher(query);
      const entries: Entry[] = [];
      const { offset, limit } = query;
      if (!test) {
        for (let i = list.length - 1 - offset; i >= 0 && entries.length < limit; i--) {
          const entry = list[i];
          if (entry) entries.push(entry);
        }
        return { entries, total: list.length };
      }
      const found = search(query, list, test);
      return { entries: found.slice(offset, offset + limit), total: found.length };
    },
    matching(part) {
      const found: string[] = [];
      for (const id of byId.keys()) if (id.startsWith(part) || id.endsWith(part)) found.push(id);
      return found;
    },
    live: () => live,
    ofSession: (id) => bySession.facts(id),
    ofWorkspace: (id) => byWorkspace.facts(id),
    continuationsOf: (id) => byResumed.members(id),
    all: () => byId.values(),
    stats(now) {
      // Within one second only changes matter; without any, the page's polling costs nothing.
      const key = `${version}:${Math.floor(now.getTime() / 1000)}`;
      if (stats?.key !== key) stats = { key, value: computeStats(byId.values(), now) };
      return stats.value;
    },
    usualDurationMs(workflow) {
      if (usual.has(workflow)) return usual.get(workflow);
      const list = ordered();
      const durations: number[] = [];
      for (let i = list.length - 1; i >= 0 && durations.length < USUAL_OF; i--) {
        const entry = list[i];
        // One that went on with another did a part of the work only.
        if (entry?.workflow !== workflow || entry.resumes !== "") continue;
        if (entry.status === "success" && entry.durationMs >= 0) durations.push(entry.durationMs);
      }
      const value = durations.length < USUAL_MIN ? undefined : median(durations);
      usual.set(workflow, value);
      return value;
    },
  };
}

/** Changed runs are new ones: looking from the end finds them in a few steps. */
function indexOf(order: Entry[], entry: Entry): number {
  return order.lastIndexOf(entry);
}

/** @returns undefined when everything matches. */
function matcher(query: RunListQuery): ((entry: Entry) => boolean) | undefined {
  const words = (query.q ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const status = query.status?.length ? new Set<string>(query.status) : undefined;
  const { kind, workspace, workflow } = query;
  if (!status && !kind && !workspace && !workflow && words.length === 0) return undefined;
  return (entry) =>
    (!status || status.has(entry.status)) &&
    (!kind || entry.kind === kind) &&
    (!workflow || entry.workflow === workflow) &&
    (!workspace || entry.workspaceId === workspace || entry.workspacePath === workspace) &&
    words.every((word) => entry.hay.includes(word));
}
