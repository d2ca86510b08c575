import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PlacedEvent, PromptStarted, RunEvent, RunSummary, Session } from "@codex-toolloop/protocol";
import { startModelServer } from "../../support/model-server/model-server.ts";
import type { ModelServer } from "../../support/model-server/script.ts";
import { startServer, type TestServer } from "../../support/server.ts";
import { vendorEnvironment, vendorPrograms } from "./vendor-environment.ts";

export type Vendor = "codex" | "claude";

/** The built product, the real agents' programs, and a scripted model behind them; everything on loopback. */
export interface AgentStack {
  readonly server: TestServer;
  readonly model: ModelServer;
  /** A git repository with one commit, registered as a workspace. */
  readonly folder: string;
  readonly workspaceId: string;
  session(vendor: Vendor, options?: Record<string, unknown>, more?: Record<string, unknown>): Promise<Session>;
  /** @returns the run's id. */
  prompt(sessionId: string, prompt: string, more?: Record<string, unknown>): Promise<string>;
  run(runId: string): Promise<RunSummary>;
  events(runId: string): Promise<RunEvent[]>;
  /** Waits until the run's events so far hold one that fits; each is looked at once, in order. Fails when the run ends before. */
  until(runId: string, fits: (event: RunEvent) => boolean): Promise<RunEvent>;
  settled(runId: string): Promise<RunSummary>;
  post<T>(path: string, body: unknown): Promise<{ status: number; body: T }>;
  /** Ends the dashboard as given and starts another on the same store and port. */
  restart(signal: "SIGTERM" | "SIGKILL", env?: Record<string, string>): Promise<void>;
  close(): Promise<void>;
}

/** Starts all of it. The vendors' packages must be there: ask `vendorsFolder()` first. */
export async function startAgentStack(settings: Record<string, string> = {}): Promise<AgentStack> {
  const base = mkdtempSync(join(tmpdir(), "toolloop-agents-"));
  const model = await startModelServer();
  const store = join(base, "store");
  const folder = join(base, "demo");
  makeRepository(folder);
  const vendors = await vendorEnvironment(model.url);
  const programs = vendorPrograms();
  const env = { ...vendors.env, TOOLLOOP_CODEX_BIN: programs.codex, ...settings };
  let server = await startServer({ store, env });
  const origin = () => ({ origin: server.url, "content-type": "application/json" });
  const post = async <T>(path: string, body: unknown) => {
    const answer = await fetch(`${server.url}${path}`, {
      method: "POST",
      headers: origin(),
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: (await answer.json()) as T };
  };
  const made = async <T>(path: string, body: unknown): Promise<T> => {
    const { status, body: answer } = await post<T>(path, body);
    if (status >= 300) throw new Error(`${path} answered ${status}: ${JSON.stringify(answer)}`);
    return answer;
  };
  const get = async <T>(path: string): Promise<T> => {
    const answer = await fetch(`${server.url}${path}`, { headers: { accept: "application/json" } });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const run = (runId: string) => get<RunSummary>(`/api/runs/${runId}`);
  const { id: workspaceId } = await made<{ id: string }>("/api/workspaces/import-local", { path: folder });
  return {
    get server() {
      return server;
    },
    model,
    folder,
    workspaceId,
    session: (vendor, options, more) =>
      made<Session>("/api/sessions", {
        workspace_id: workspaceId,
        runner_type: vendor,
        ...(options && { options }),
        ...more,
      }),
    prompt: async (sessionId, prompt, more) =>
      (await made<PromptStarted>(`/api/sessions/${sessionId}/prompt`, { prompt, ...more })).run_id,
    run,
    async events(runId) {
      const events: RunEvent[] = [];
      for (let from = 0; ; ) {
        const page = await get<{ events: PlacedEvent[]; nextOffset: number }>(`/api/runs/${runId}/events?from=${from}`);
        if (page.events.length === 0) return events;
        events.push(...page.events.map((placed) => placed.event as RunEvent));
        from = page.nextOffset;
      }
    },
    async until(runId, fits) {
      for await (const event of stream(server.url, runId)) if (fits(event)) return event;
      throw new Error(`run ${runId} ended before: ${JSON.stringify(await run(runId))}`);
    },
    async settled(runId) {
      // The stream ends when the run is final and everything was delivered.
      for await (const _ of stream(server.url, runId));
      return run(runId);
    },
    post,
    async restart(signal, more = {}) {
      process.kill(server.pid, signal);
      await server.exited;
      server = await startServer({ store, port: server.port, env: { ...env, ...more } });
    },
    async close() {
      await server.stop();
      await model.close();
      await vendors.remove();
      rmSync(base, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function* stream(url: string, runId: string): AsyncGenerator<RunEvent> {
  const answer = await fetch(`${url}/api/runs/${runId}/events`, { headers: { accept: "text/event-stream" } });
  if (!answer.ok || !answer.body) throw new Error(`events of ${runId}: ${answer.status}`);
  let rest = "";
  for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
    const messages = (rest + chunk).split("\n\n");
    rest = messages.pop() ?? "";
    for (const message of messages) {
      const data = message.split("\n").find((line) => line.startsWith("data: "));
      if (!data) continue;
      const parsed = JSON.parse(data.slice(6)) as RunEvent | { event?: RunEvent };
      const event = "type" in parsed ? parsed : parsed.event;
      if (event) yield event;
    }
  }
}

function makeRepository(folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "README.md"), "# Demo\n");
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", folder, "-c", "user.name=Test", "-c", "user.email=test@example.invalid", ...args]);
  git("init", "-q", "-b", "main");
  git("add", ".");
  git("commit", "-qm", "Begin");
}
