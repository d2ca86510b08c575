import { type RunnerInfo, RunnerType, SETTINGS } from "@codex-toolloop/protocol";
import { PREFIX_VARIABLES, runnerOf } from "@codex-toolloop/runners";
import type { Store } from "@codex-toolloop/store";
import { agentLookup } from "./agent-lookup.ts";

type Env = Record<string, string | undefined>;

/** Variables that a run process needs to find the same program. */
const LOOKED_BY = {
  codex: [SETTINGS.codexBin.env, ...PREFIX_VARIABLES],
  claude: [SETTINGS.claudeBin.env, ...PREFIX_VARIABLES],
  replay: [],
} as const satisfies Record<RunnerType, readonly string[]>;

/** What this machine has of each runner. One that the settings do not allow is not available. */
export async function listRunners(store: Store, env: Env): Promise<RunnerInfo[]> {
  return await Promise.all(RunnerType.options.map((type) => findRunner(store, env, type)));
}

/** The same of one runner. */
export async function findRunner(store: Store, env: Env, type: RunnerType): Promise<RunnerInfo> {
  const { settings } = store.settings();
  const found = await (await runnerOf(type)).find(agentLookup(settings, { ...process.env, ...env }));
  const lookedBy = LOOKED_BY[type].filter((name) => env[name] !== undefined);
  const info = { ...found, environment: [...new Set([...found.environment, ...lookedBy])] };
  if (settings.allowedRunners.includes(type)) return info;
  const { env: variable } = SETTINGS.allowedRunners;
  return { ...info, available: false, problem: `The setting allowedRunners (${variable}) does not name it.` };
}
