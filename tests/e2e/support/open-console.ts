import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "@codex-toolloop/store";
import type { Browser, BrowserContextOptions, Page } from "playwright";
import { launchChromium } from "../../support/chromium.ts";
import { startServer, type TestServer } from "../../support/server.ts";
import { stopRuns } from "../../support/stop-runs.ts";
import { longTurn, quickTurn, writeTape } from "./tape.ts";

/** The prompts of the two tapes, as the console offers them for a replay. */
export const QUICK = "Add a test for add()";
export const LONG = "Take your time";

/** A dashboard whose store has two recorded prompts, two folders beside it, and a browser. No agent but the replay may be used. */
export interface TestConsole {
  server(): TestServer;
  /** Folders that may become workspaces. */
  alpha: string;
  beta: string;
  /** A git repository with one commit. */
  repo: string;
  /** `/agents` in a context of its own; `query` with its question mark. */
  open(query?: string, options?: BrowserContextOptions): Promise<Page>;
  /** What the API answers. */
  ask(path: string, method?: string, body?: unknown): Promise<{ status: number; body: unknown }>;
  /** Another server on the same store and port; one that still runs is stopped first. @param env added to what it began with */
  restart(env?: Record<string, string>): Promise<void>;
  stopAll(): Promise<void>;
  /** Removes every workspace with its sessions, so that a test begins as the first one did. */
  removeAll(): Promise<void>;
  close(): Promise<void>;
}

export async function openConsole(env: Record<string, string> = {}): Promise<TestConsole> {
  const dir = await mkdtemp(join(tmpdir(), "toolloop-console-"));
  const [home, alpha, beta, repo] = ["store", "alpha", "beta", "code/repo"].map((name) => join(dir, name)) as [
    string,
    string,
    string,
    string,
  ];
  await Promise.all([alpha, beta, repo].map((folder) => mkdir(folder, { recursive: true })));
  await writeFile(join(alpha, "notes.md"), "# Notes\n");
  await writeFile(join(repo, "readme.md"), "# Repo\n");
  const git = (...args: string[]) => execFileSync("git", ["-C", repo, ...args], { stdio: "ignore" });
  git("init", "--initial-branch", "main");
  git("add", ".");
  // An author of the repository's own: the machine may have none.
  git("config", "user.name", "T");
  git("config", "user.email", "t@example.com");
  git("commit", "-m", "First");
  const store = await openStore(home, { create: true });
  await writeTape(store, LONG, longTurn("thread-long"));
  await writeTape(store, QUICK, quickTurn("thread-quick"));
  await store.close();
  // Whatever agents this machine has: these tests play recordings.
  const all = { TOOLLOOP_STOP_GRACE_SECONDS: "1", TOOLLOOP_ALLOWED_RUNNERS: "replay", ...env };
  let server = await startServer({ store: home, env: all });
  const { url, port } = server;
  const ask: TestConsole["ask"] = async (path, method = "GET", body) => {
    const answer = await fetch(`${url}/api${path}`, {
      method,
      headers: { origin: url, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === "" ? null : JSON.parse(text) };
  };
  const browser: Browser = await launchChromium();
  return {
    server: () => server,
    alpha,
    beta,
    repo,
    async open(query = "", options = {}) {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
      const page = await context.newPage();
      page.setDefaultTimeout(15_000);
      page.once("close", () => void context.close().catch(() => {}));
      await page.goto(`${url}/agents${query}`);
      if (options.javaScriptEnabled !== false)
        await page.locator("[data-connection=live]").waitFor({ state: "attached" });
      return page;
    },
    ask,
    async restart(more = {}) {
      await server.stop();
      server = await startServer({ store: home, port, env: { ...all, ...more } });
    },
    stopAll: () => stopRuns(url),
    async removeAll() {
      const { body } = await ask("/workspaces");
      for (const { id } of (body as { items: { id: string }[] }).items) {
        const { status, body: why } = await ask(`/workspaces/${id}`, "DELETE");
        if (status >= 300) throw new Error(`the workspace was not removed: ${JSON.stringify(why)}`);
      }
    },
    async close() {
      await browser.close();
      await server.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
