import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { WorkspaceRecord } from "@codex-toolloop/protocol";
import { createApi } from "../api/create-api.ts";
import { type LiveDashboard, liveDashboard } from "./live-dashboard.ts";

/** The definition of the script `count`. */
export const COUNT = `name: count
title: Count lines
kind: script
workspace: required
timeoutSeconds: 120
env: [LANG]
inputs:
  retries: { type: integer, min: 1, max: 10, default: 2, flag: --retries }
  verbose: { type: boolean, default: false, flag: --verbose }
steps:
  - { id: count, run: [wc, -l, { flags: [retries, verbose] }] }
`;

/** A live dashboard with the script `count` and a repo, and its Runner's routes as the user alice asks them. */
export interface LiveRunner extends LiveDashboard {
  repo: WorkspaceRecord;
  /** @param path below `/api/runner`. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  post(body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** A request that is accepted. */
  good(args?: object): { repo_id: string; script_key: string; args: object };
  cancel(jobId: string): Promise<Response>;
}

export async function liveRunner(options: Parameters<typeof liveDashboard>[0] = {}): Promise<LiveRunner> {
  const live = await liveDashboard(options);
  await mkdir(join(live.store.root, "workflows"), { recursive: true });
  await writeFile(join(live.store.root, "workflows/count.yaml"), COUNT);
  await mkdir(join(live.dir, "repo"));
  const repo = await live.store.workspaces.add(join(live.dir, "repo"));
  const api = createApi(live.dashboard);
  const ask = (path: string, init: RequestInit = {}) =>
    api(new Request(`http://127.0.0.1:4590/api/runner${path}`, init), "alice");
  return {
    ...live,
    repo,
    ask,
    post: (body, headers = {}) =>
      ask("/jobs", {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify(body),
      }),
    good: (args = {}) => ({ repo_id: repo.id, script_key: "count", args }),
    cancel: (jobId) => ask(`/jobs/${jobId}/cancel`, { method: "POST" }),
  };
}

/** The same with runs that stay until they are stopped, one at a time. */
export function busyRunner(env: Record<string, string> = {}): Promise<LiveRunner> {
  return liveRunner({
    env: { TOOLLOOP_MAX_CONCURRENT: "1", TOOLLOOP_STOP_GRACE_SECONDS: "0", ...env },
    program: ["/bin/sh", "-c", "exec sleep 60"],
  });
}

/** The body of an answer. */
// biome-ignore lint/suspicious/noExplicitAny: answers are read as a client reads them
export async function read(answer: Response | Promise<Response>): Promise<any> {
  return (await answer).json();
}
