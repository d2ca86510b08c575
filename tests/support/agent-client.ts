import type { Page, Problem, PromptStarted, RunSummary, Session, Workspace } from "@codex-toolloop/protocol";
import type { Answer } from "./job-client.ts";

/** What was accepted, or the problem. */
type Or<T> = Omit<T, "status"> & Omit<Problem, "status"> & { status: string | number };

/** The Agent Console's API, as a client on the same machine speaks it. */
export interface AgentClient {
  importLocal(path: string): Promise<Workspace>;
  createSession(body: object): Promise<Answer<Or<Session>>>;
  /** A session that must be made. */
  session(body: object): Promise<Session>;
  readSession(id: string): Promise<Session>;
  removeSession(id: string): Promise<Answer<{ runs?: number } & Partial<Problem>>>;
  prompt(sessionId: string, prompt: string, body?: object): Promise<Answer<Or<PromptStarted>>>;
  sessionRuns(id: string): Promise<Page<RunSummary>>;
  post(path: string, body: unknown): Promise<Answer<Partial<Problem>>>;
  run(runId: string): Promise<RunSummary>;
  /** Waits for the end of a run, told by its stream of events. */
  settled(runId: string): Promise<RunSummary>;
}

/** @param url of the dashboard, without a slash at its end. */
export function agentClient(url: string): AgentClient {
  const send = async <T>(method: string, path: string, body: unknown): Promise<Answer<T>> => {
    const answer = await fetch(`${url}/api${path}`, {
      method,
      headers: { origin: url, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as T };
  };
  const get = async <T>(path: string): Promise<T> => {
    const answer = await fetch(`${url}/api${path}`);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const client: AgentClient = {
    importLocal: async (path) => (await send<Workspace>("POST", "/workspaces/import-local", { path })).body,
    createSession: (body) => send("POST", "/sessions", body),
    async session(body) {
      const made = await client.createSession(body);
      if (made.status !== 201) throw new Error(`${made.status}: ${made.body.detail}`);
      return client.readSession(made.body.id);
    },
    readSession: (id) => get(`/sessions/${id}`),
    removeSession: (id) => send("DELETE", `/sessions/${id}`, {}),
    prompt: (id, prompt, body = {}) => send("POST", `/sessions/${id}/prompt`, { prompt, ...body }),
    sessionRuns: (id) => get(`/sessions/${id}/runs`),
    post: (path, body) => send("POST", path, body),
    run: (runId) => get(`/runs/${runId}`),
    async settled(runId) {
      const events = await fetch(`${url}/api/runs/${runId}/events`, { headers: { accept: "text/event-stream" } });
      await events.text();
      return client.run(runId);
    },
  };
  return client;
}
