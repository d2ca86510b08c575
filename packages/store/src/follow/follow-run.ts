import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { EventPage } from "@codex-toolloop/protocol";
import type { Redactor, RunFollower } from "../contract.ts";
import { createEventTail } from "./event-tail.ts";
import { watchDir } from "./watch-dir.ts";

const POLL_MS = 2000;

/** Followers of live runs: one watch per run directory, however many follow it. */
export interface RunFollowers {
  follow(runId: string, dir: string, follower: RunFollower): () => void;
  close(): void;
}

interface Followed {
  followers: Set<Cursor>;
  touched(name: string | undefined): void;
  close(): void;
}

interface Cursor {
  follower: RunFollower;
  from: number;
  stopped: boolean;
}

export function createRunFollowers(root: string, redactor: () => Redactor): RunFollowers {
  const followed = new Map<string, Followed>();
  return {
    follow(runId, dir, follower) {
      const run = followed.get(runId) ?? followDir(dir, root, redactor);
      followed.set(runId, run);
      const cursor = { follower, from: follower.from, stopped: false };
      run.followers.add(cursor);
      run.touched(undefined);
      return () => {
        cursor.stopped = true;
        if (!run.followers.delete(cursor) || run.followers.size > 0) return;
        run.close();
        if (followed.get(runId) === run) followed.delete(runId);
      };
    },
    close() {
      for (const run of followed.values()) run.close();
      followed.clear();
    },
  };
}

function followDir(dir: string, root: string, redactor: () => Redactor): Followed {
  const followers = new Set<Cursor>();
  const tail = createEventTail(join(dir, "events.jsonl"), root, redactor);
  /** What followers were told last. */
  let logSize = -1;
  let state = "";
  let page: { key: string; value: Promise<EventPage> } | undefined;

  /** Followers at the same place share one read. */
  const pageFrom = (from: number, turn: number): Promise<EventPage> => {
    const key = `${turn}:${from}`;
    if (page?.key !== key) page = { key, value: tail.read(from) };
    return page.value;
  };
  const pump = async (cursor: Cursor, turn: number): Promise<void> => {
    while (!cursor.stopped) {
      const { events, nextOffset } = await pageFrom(cursor.from, turn);
      if (cursor.stopped || nextOffset <= cursor.from) return;
      const batch = { from: cursor.from, to: nextOffset, events };
      cursor.from = nextOffset;
      cursor.follower.onEvents(batch);
    }
  };
  const events = serial(async (turn) => {
    await Promise.all([...followers].map((cursor) => pump(cursor, turn)));
  });
  const told = new WeakSet<Cursor>();
  const log = serial(async () => {
    const size = (await stat(join(dir, "output.log")).catch(() => undefined))?.size ?? 0;
    const changed = size !== logSize;
    logSize = size;
    for (const cursor of followers) {
      if (cursor.stopped || (!changed && told.has(cursor))) continue;
      told.add(cursor);
      cursor.follower.onLog(size);
    }
  });
  const states = serial(async () => {
    const stamps = await Promise.all(["meta.json", "exit.json"].map((name) => stampOf(join(dir, name))));
    const now = stamps.join();
    if (now === state) return;
    const first = state === "";
    state = now;
    // The first look is no change; whoever follows has just read the run.
    if (!first) for (const cursor of followers) if (!cursor.stopped) cursor.follower.onState();
  });
  const touched = (name: string | undefined) => {
    if (name === undefined || name === "events.jsonl") events();
    if (name === undefined || name === "output.log") log();
    if (name === undefined || name === "meta.json" || name === "exit.json") states();
  };
  const unwatch = watchDir(dir, touched, POLL_MS);
  return {
    followers,
    touched,
    close: () => {
      unwatch();
      for (const cursor of followers) cursor.stopped = true;
      followers.clear();
      void tail.close();
    },
  };
}

async function stampOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  return found ? `${found.ino}:${found.size}:${found.mtimeMs}` : "-";
}

/** Runs a task one at a time; calls that come meanwhile make one more turn after it. Errors wait for the next turn. */
function serial(task: (turn: number) => Promise<void>): () => void {
  let turn = 0;
  let running = false;
  let again = false;
  const run = async () => {
    running = true;
    do {
      again = false;
      await task(++turn).catch(() => {});
    } while (again);
    running = false;
  };
  return () => {
    if (running) again = true;
    else void run();
  };
}
