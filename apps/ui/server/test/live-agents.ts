import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Outcome, RunnerInfo, Session, WorkspaceRecord } from "@codex-toolloop/protocol";
import type { AgentsService } from "../../lib/contract.ts";
import { createApi } from "../api/create-api.ts";
import { type LiveDashboard, liveDashboard } from "./live-dashboard.ts";

export const me = { user: "alice", via: "api" } as const;

export const CODEX: RunnerInfo = {
  runner: "codex",
  label: "Codex",
  available: true,
  version: "1.2.3",
  environment: ["OPENAI_API_KEY"],
  models: [],
};
export const REPLAY: RunnerInfo = {
  runner: "replay",
  label: "Replay",
  available: true,
  environment: [],
  models: [],
  recordings: [{ name: "codex-tour", title: "A tour", vendor: "codex", prompt: "Look around." }],
};

/** A live dashboard whose prompts run in `prompt-process.mjs`, with a workspace; its CLI says what `runners` says. */
export interface LiveAgents extends LiveDashboard {
  agents: AgentsService;
  workspace: WorkspaceRecord;
  /** Makes the CLI print this from now on. */
  say(output: string): Promise<void>;
  newSession(body?: object): Promise<Session>;
  /** Starts a prompt that must be accepted, and waits until its process is there. */
  start(sessionId: string, prompt: string, body?: object): Promise<string>;
  /** Ends a prompt that runs. */
  finish(runId: string): Promise<void>;
  /** Asks the API as the user alice. @param path below `/api`. */
  ask(path: string, method?: string, body?: unknown): Promise<Response>;
}

export async function liveAgents(
  options: { env?: Record<string, string>; runners?: RunnerInfo[] } = {},
): Promise<LiveAgents> {
  const live = await liveDashboard({
    ...options,
    program: [process.execPath, join(import.meta.dirname, "prompt-process.mjs")],
  });
  const { dashboard, store, dir } = live;
  const { agents } = dashboard;
  const bin = join(dir, "apps/cli/dist");
  const say = async (output: string) => {
    await mkdir(bin, { recursive: true });
    await writeFile(join(bin, "main.mjs"), `process.stdout.write(${JSON.stringify(output)});\n`);
  };
  await say(JSON.stringify(options.runners ?? [CODEX, REPLAY]));
  await mkdir(join(dir, "repo"));
  const workspace = await store.workspaces.add(join(dir, "repo"));
  const api = createApi(dashboard);
  return {
    ...live,
    agents,
    workspace,
    say,
    newSession: async (body = {}) =>
      good(await agents.createSession({ workspace_id: workspace.id, runner_type: "codex", ...body }, me)),
    async start(sessionId, prompt, body = {}) {
      const { run_id } = good(await agents.prompt(sessionId, { prompt, ...body }, me));
      await until(() => dashboard.catalog.get(run_id)?.threadId !== undefined, "the prompt's process is there");
      return run_id;
    },
    async finish(runId) {
      good(await agents.steer(runId, { text: "finish" }, me));
      await dashboard.supervisor.settled(runId);
    },
    ask: (path, method = "GET", body) =>
      api(
        new Request(`http://127.0.0.1:4590/api${path}`, {
          method,
          ...(body !== undefined && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
        }),
        "alice",
      ),
  };
}

/** The value of an outcome that must be good. */
export function good<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.problem.status}: ${outcome.problem.detail}`);
  return outcome.value;
}

/** Status and code of an outcome that must be a refusal, with the fields it names. */
export function refused(outcome: Outcome<unknown>): string {
  if (outcome.ok) throw new Error("it was not refused");
  const { status, type, errors = [] } = outcome.problem;
  return [status, type.split(":").at(-1), ...errors.map((e) => e.path)].join(" ");
}

/** Looks again and again until it holds; fails after ten seconds. */
export async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = performance.now() + 10_000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`not within 10 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
