import type { Browser, BrowserContextOptions, Page } from "playwright";
import { launchChromium } from "../../support/chromium.ts";
import { type JobClient, jobClient } from "../../support/job-client.ts";
import { type JobStore, jobStore } from "../../support/job-store.ts";
import { startServer, type TestServer } from "../../support/server.ts";
import { stopRuns } from "../../support/stop-runs.ts";

/** A dashboard with the scripts of `jobStore`, one slot and a queue of two, and a browser. */
export interface TestRunner {
  /** The one that serves now. */
  server(): TestServer;
  jobs: JobStore;
  api: JobClient;
  repoId: string;
  /** `/runner` in a context of its own; `query` with its question mark. */
  open(query?: string, options?: BrowserContextOptions): Promise<Page>;
  /** Queues a job over the API. @returns its id. */
  queue(script: string, args?: Record<string, string | number>): Promise<string>;
  /** Another server on the same store and port, after this one was stopped. */
  restart(): Promise<void>;
  stopAll(): Promise<void>;
  close(): Promise<void>;
}

export async function openRunner(): Promise<TestRunner> {
  const jobs = await jobStore();
  const env = { TOOLLOOP_MAX_CONCURRENT: "1", TOOLLOOP_MAX_QUEUED: "2", TOOLLOOP_STOP_GRACE_SECONDS: "1" };
  const first = await startServer({ store: jobs.store, env });
  const browser: Browser = await launchChromium();
  const answer = await fetch(`${first.url}/api/workspaces/import-local`, {
    method: "POST",
    headers: { origin: first.url, "content-type": "application/json" },
    body: JSON.stringify({ path: jobs.repo }),
  });
  const { id: repoId } = (await answer.json()) as { id: string };
  const api = jobClient(first.url);
  let server = first;
  return {
    server: () => server,
    jobs,
    api,
    repoId,
    async open(query = "", options = {}) {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
      const page = await context.newPage();
      page.setDefaultTimeout(15_000);
      page.once("close", () => void context.close().catch(() => {}));
      await page.goto(`${first.url}/runner${query}`);
      if (options.javaScriptEnabled !== false)
        await page.locator("[data-connection=live]").waitFor({ state: "attached" });
      return page;
    },
    async queue(script, args = {}) {
      const { status, body } = await api.create({ repo_id: repoId, script_key: script, args });
      if (status !== 201) throw new Error(`the job of ${script} was answered ${status}: ${JSON.stringify(body)}`);
      return body.job_id;
    },
    async restart() {
      server = await startServer({ store: jobs.store, port: first.port, env });
    },
    stopAll: () => stopRuns(first.url),
    async close() {
      await browser.close();
      await server.stop();
      await jobs.remove();
    },
  };
}

/** The part of the page that shows the selected job. */
export const panel = (page: Page) => page.getByTestId("job-panel");
/** Waits until the selected job is in this state. */
export const reached = (page: Page, status: string) =>
  panel(page).locator(`[role=status] [data-status=${status}]`).waitFor({ timeout: 20_000 });
