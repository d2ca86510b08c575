import { isFinal } from "@codex-toolloop/protocol";
import type { RunGroup } from "../contract.ts";
import type { Entry } from "./entry.ts";

interface Group {
  members: Map<string, Entry>;
  live: Set<string>;
  /** Newest `createdMs`; undefined: to be looked for. */
  last: number | undefined;
}

/** The runs of a session, or of a workspace, without walking all runs. */
export interface RunGroups {
  set(entry: Entry, old: Entry | undefined): void;
  remove(entry: Entry): void;
  facts(key: string): RunGroup;
  /** Oldest first. */
  members(key: string): Entry[];
}

/** Groups runs by a key; the empty key is none. @param all read at the first question: who never asks pays nothing. */
export function createRunGroups(keyOf: (entry: Entry) => string, all: () => Iterable<Entry>): RunGroups {
  let groups: Map<string, Group> | undefined;

  const take = (into: Map<string, Group>, entry: Entry) => {
    const key = keyOf(entry);
    if (key === "") return;
    const group = into.get(key) ?? { members: new Map(), live: new Set(), last: 0 };
    into.set(key, group);
    group.members.set(entry.id, entry);
    if (isFinal(entry.status)) group.live.delete(entry.id);
    else group.live.add(entry.id);
    if (group.last !== undefined) group.last = Math.max(group.last, entry.createdMs);
  };
  const drop = (from: Map<string, Group>, entry: Entry) => {
    const key = keyOf(entry);
    const group = from.get(key);
    if (!group?.members.delete(entry.id)) return;
    group.live.delete(entry.id);
    if (group.members.size === 0) from.delete(key);
    else if (group.last === entry.createdMs) group.last = undefined;
  };
  const known = (): Map<string, Group> => {
    if (!groups) {
      groups = new Map();
      for (const entry of all()) take(groups, entry);
    }
    return groups;
  };

  return {
    set(entry, old) {
      if (!groups) return;
      if (old && keyOf(old) !== keyOf(entry)) drop(groups, old);
      take(groups, entry);
    },
    remove(entry) {
      if (groups) drop(groups, entry);
    },
    facts(key) {
      const group = known().get(key);
      if (!group) return { runs: 0, lastRunAt: null, liveRunIds: [] };
      group.last ??= newest(group.members.values());
      return {
        runs: group.members.size,
        lastRunAt: new Date(group.last).toISOString(),
        liveRunIds: [...group.live].sort(),
      };
    },
    members: (key) => [...(known().get(key)?.members.values() ?? [])].sort(byAge),
  };
}

/** Oldest first; of two that were made at once, by id. */
export function byAge(a: Entry, b: Entry): number {
  return a.createdMs - b.createdMs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

function newest(entries: Iterable<Entry>): number {
  let last = 0;
  for (const { createdMs } of entries) last = Math.max(last, createdMs);
  return last;
}
