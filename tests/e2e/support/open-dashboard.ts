import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright";
import { launchChromium } from "../../support/chromium.ts";
import { startServer } from "../../support/server.ts";
import { stopRuns } from "../../support/stop-runs.ts";

/** A dashboard on a store with two workflows (`release` runs until it is stopped, `breaks` fails), and a browser. */
export interface TestDashboard {
  url: string;
  /** Holds the store, and a folder `repo`. */
  dir: string;
  browser: Browser;
  /** A page in a context of its own, with every console error kept. */
  open(path: string, options?: BrowserContextOptions): Promise<OpenPage>;
  /** Starts `release` by its form. @returns the run's id. */
  startRelease(page: Page): Promise<string>;
  /** Ends what runs and waits, and waits for that. Without a browser: that Stop can be clicked is tested where it is the point. */
  stopAll(): Promise<void>;
  close(): Promise<void>;
}

export interface OpenPage {
  page: Page;
  context: BrowserContext;
  errors: string[];
  close(): Promise<void>;
}

export async function openDashboard(): Promise<TestDashboard> {
  const dir = await mkdtemp(join(tmpdir(), "toolloop-e2e-"));
  await mkdir(join(dir, "store/workflows"), { recursive: true });
  await mkdir(join(dir, "repo"));
  await writeFile(
    join(dir, "store/workflows/release.yaml"),
    [
      "name: release",
      "title: Release check",
      "workspace: none",
      "spec: optional",
      "inputs:",
      "  tag: { type: string, required: true, pattern: 'v[0-9]+', patternHelp: A v and a number. }",
      "  retries: { type: integer, min: 0, max: 5, default: 2 }",
      "  dry: { type: boolean, default: true, label: Dry run }",
      "steps:",
      "  - id: hold",
      "    run: [sleep, '600']",
    ].join("\n"),
  );
  await writeFile(
    join(dir, "store/workflows/breaks.yaml"),
    "name: breaks\nworkspace: none\nsteps: [{ id: break, run: ['false'] }]\n",
  );
  const server = await startServer({ store: join(dir, "store"), env: { TOOLLOOP_STOP_GRACE_SECONDS: "1" } });
  const browser = await launchChromium();
  return {
    url: server.url,
    dir,
    browser,
    async open(path, options = {}) {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
      const page = await context.newPage();
      const errors: string[] = [];
      page.on("pageerror", (e) => errors.push(e.message));
      page.on("console", (m) => m.type() === "error" && errors.push(m.text()));
      await page.goto(server.url + path);
      return { page, context, errors, close: () => context.close() };
    },
    async startRelease(page) {
      await page.goto(`${server.url}/new?workflow=release`);
      await page.getByLabel(/^Tag/).fill("v1");
      await page.getByRole("button", { name: "Start Release check" }).click();
      await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
      return page.url().slice(-36);
    },
    stopAll: () => stopRuns(server.url),
    async close() {
      await browser.close();
      await server.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Waits until the page receives what happens. */
export const live = (page: Page) => page.locator("[data-connection=live]").waitFor();
export const rows = (page: Page, status?: string) =>
  page.locator(status ? `tr[data-status=${status}]` : "tr[data-run]");
