import type { Page, Problem, RunSummary, Workspace } from "@codex-toolloop/protocol";

type Answer = { status: number; body: Partial<Problem> & Record<string, unknown> };

/** Any route of the API, as a client on the same machine asks it. Waits have an end, and say what they waited for. */
export interface ConsoleClient {
  ask(method: string, path: string, body?: object): Promise<Answer>;
  /** The body of an answer that must have this status, default 200. */
  good<T>(method: string, path: string, body?: object, status?: number): Promise<T>;
  /** Waits for the end of a run, told by its stream of events. */
  settled(runId: string): Promise<RunSummary>;
  /** Waits for an event of a run, on its stream. */
  event(runId: string, fits: (event: { type: string }) => boolean): Promise<void>;
  /** Waits until a folder is a workspace. */
  registered(localPath: string): Promise<Workspace>;
  /** Waits until something is not there any more. */
  gone(path: string): Promise<void>;
  until(what: string, holds: () => Promise<boolean>): Promise<void>;
}

/** @param url of the dashboard, without a slash at its end. */
export function consoleClient(url: string): ConsoleClient {
  const client: ConsoleClient = {
    async ask(method, path, body) {
      const answer = await fetch(`${url}/api${path}`, {
        method,
        ...(method !== "GET" && { headers: { origin: url, "content-type": "application/json" } }),
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return { status: answer.status, body: (await answer.json()) as Answer["body"] };
    },
    async good<T>(method: string, path: string, body?: object, status = 200) {
      const answer = await client.ask(method, path, body);
      if (answer.status !== status)
        throw new Error(`${method} ${path}: ${answer.status} instead of ${status}: ${JSON.stringify(answer.body)}`);
      return answer.body as T;
    },
    async settled(runId) {
      const events = await fetch(`${url}/api/runs/${runId}/events`, { headers: { accept: "text/event-stream" } });
      await events.text();
      return client.good("GET", `/runs/${runId}`);
    },
    async event(runId, fits) {
      const { body } = await fetch(`${url}/api/runs/${runId}/events`, { headers: { accept: "text/event-stream" } });
      let text = "";
      for await (const chunk of body ?? []) {
        text += Buffer.from(chunk).toString();
        const found = [...text.matchAll(/^data: (.+)$/gm)].some((m) => fits(JSON.parse(m[1] ?? "{}").event ?? {}));
        // Leaving the loop closes the stream.
        if (found) return;
      }
      throw new Error(`run ${runId} ended without the event`);
    },
    async registered(localPath) {
      let found: Workspace | undefined;
      await client.until(`${localPath} is a workspace`, async () => {
        const { items } = await client.good<Page<Workspace>>("GET", "/workspaces");
        found = items.find((workspace) => workspace.local_path === localPath);
        return found !== undefined;
      });
      return found as Workspace;
    },
    gone: (path) => client.until(`${path} is gone`, async () => (await client.ask("GET", path)).status === 404),
    async until(what, holds) {
      const end = Date.now() + 20_000;
      while (!(await holds())) {
        if (Date.now() > end) throw new Error(`it did not come true within 20 s that ${what}`);
        await new Promise((next) => setTimeout(next, 50));
      }
    },
  };
  return client;
}
