import type { RunnerInfo, RunnerType } from "@codex-toolloop/protocol";
import type { Store } from "@codex-toolloop/store";
import { type FindRunners, findRunners } from "./find-runners.ts";

const FRESH_MS = 60_000;

/** What this machine has of each runner, asked at most once a minute; who comes meanwhile gets the same answer. */
export interface RunnerList {
  list(again?: boolean): Promise<RunnerInfo[]>;
  /** One of them. What was there is taken as it was, and what was missing is looked for again: nobody waits without need. */
  one(runner: RunnerType): Promise<RunnerInfo | undefined>;
}

export function createRunnerList(store: Store, options: Omit<FindRunners, "storeRoot">): RunnerList {
  let last: RunnerInfo[] = [];
  let asked: { at: number; answer: Promise<RunnerInfo[]>; done: boolean } | undefined;
  const list = (again = false): Promise<RunnerInfo[]> => {
    const fresh = asked && (!asked.done || (!again && performance.now() - asked.at < FRESH_MS));
    if (!asked || !fresh) {
      const answer = findRunners({ ...options, storeRoot: store.root });
      const mine = { at: performance.now(), answer, done: false };
      asked = mine;
      void answer.then((infos) => {
        last = infos;
        mine.done = true;
        mine.at = performance.now();
      });
    }
    return asked.answer;
  };
  return {
    list: async (again) => (await list(again)).map((info) => allowed(store, info)),
    async one(runner) {
      const there = (infos: RunnerInfo[]) => infos.find((info) => info.runner === runner && info.available);
      const since = performance.now();
      // What is old is looked up anew also where the known answer will do.
      const answer = list();
      const known = there(last) ?? there(await answer);
      if (known) return known;
      const isOld = asked !== undefined && asked.at < since;
      return (await list(isOld)).find((info) => info.runner === runner);
    },
  };
}

function allowed(store: Store, info: RunnerInfo): RunnerInfo {
  if (isAllowed(store, info.runner)) return info;
  return { ...info, available: false, problem: notAllowed(info.runner) };
}

/** Does the setting let prompts use this runner? */
export function isAllowed(store: Store, runner: RunnerType): boolean {
  return store.settings().settings.allowedRunners.includes(runner);
}

export function notAllowed(runner: RunnerType): string {
  return `${runner} is left out by the setting allowedRunners (TOOLLOOP_ALLOWED_RUNNERS).`;
}
