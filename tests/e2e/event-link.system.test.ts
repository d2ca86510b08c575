import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "@codex-toolloop/store";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { launchChromium } from "../support/chromium.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { startRun } from "../support/start-run.ts";
import { stopRun, stopRuns } from "../support/stop-runs.ts";

/** Enough events for more than one page of them, then a command that stays until it is stopped. */
const LONG = `name: long
workspace: none
steps:
  - id: talk
    run: [sh, -c, 'for i in $(seq 400); do echo "{\\"type\\":\\"notice\\",\\"level\\":\\"info\\",\\"message\\":\\"$i\\"}"; done >> "$TOOLLOOP_STEP_EVENTS"; seq 3000']
  - { id: wait, run: [sleep, "600"] }
`;
const WAIT = 20_000;
let root: string;
let server: TestServer;
let browser: Browser;
let runId: string;
/** Byte offsets of two early events, which the first page does not show. */
let offsets: [number, number];

beforeAll(async () => {
  root = join(mkdtempSync(join(tmpdir(), "toolloop-link-")), ".codex-toolloop");
  await (await openStore(root, { create: true })).close();
  mkdirSync(join(root, "workflows"), { recursive: true });
  writeFileSync(join(root, "workflows/long.yaml"), LONG);
  server = await startServer({ store: root });
  browser = await launchChromium();
  runId = await startRun(server.url, "long");
  const events = async () => {
    const answer = await fetch(`${server.url}/api/runs/${runId}/events?from=0&limit=2000`, {
      headers: { accept: "application/json" },
    });
    return ((await answer.json()) as { events: { offset: number }[] }).events;
  };
  await vi.waitFor(async () => expect((await events()).length).toBeGreaterThan(400), { timeout: 60_000 });
  const all = await events();
  offsets = [all[3]?.offset ?? -1, all[9]?.offset ?? -1];
}, 120_000);
afterAll(async () => {
  if (server) await stopRuns(server.url);
  await browser?.close();
  await server?.stop();
  if (root) rmSync(join(root, ".."), { recursive: true, force: true });
});

/** A page of the run's events, and the requests that its router makes for it. */
async function openEvents(script?: (hash: string) => void): Promise<{ page: Page; asked: string[] }> {
  const page = await browser.newPage();
  page.setDefaultTimeout(WAIT);
  const asked: string[] = [];
  page.on("request", (r) => r.headers().rsc === "1" && r.url().includes(runId) && asked.push(r.url()));
  if (script) await page.addInitScript(script, `#e-${offsets[0]}`);
  await page.goto(`${server.url}/runs/${runId}?tab=events`);
  return { page, asked };
}

async function alive(page: Page): Promise<void> {
  await page.locator("[data-connection=live]").waitFor({ state: "attached" });
}

/** The event is shown and marked, and the address leads to it. */
async function expectAt(page: Page, offset: number): Promise<void> {
  await page.waitForSelector(`[data-offset="${offset}"][data-marked]`);
  expect(new URL(page.url()).hash).toBe(`#e-${offset}`);
}

const follow = (page: Page, offset: number) =>
  page.evaluate((hash) => {
    window.location.hash = hash;
  }, `#e-${offset}`);

it("is followed when it comes before the page is alive", async () => {
  const { page } = await openEvents((hash) => {
    document.addEventListener("readystatechange", () => {
      if (document.readyState === "interactive" && !window.location.hash) window.location.hash = hash;
    });
  });
  await expectAt(page, offsets[0]);
  await alive(page);
  await expectAt(page, offsets[0]);
  await page.close();
});

it("is followed when it comes at the moment in which the router takes over the address", async () => {
  const { page, asked } = await openEvents((hash) => {
    // The router's first write of an entry of its own is the last moment in which it does not know of the link.
    let first = !window.location.hash;
    let write: History["replaceState"] = History.prototype.replaceState;
    Object.defineProperty(window.history, "replaceState", {
      get() {
        const next = write;
        return function (this: History, ...args: Parameters<History["replaceState"]>) {
          if (first && args[0]?.__NA) {
            first = false;
            window.location.hash = hash;
          }
          return next.apply(this, args);
        };
      },
      set(value: History["replaceState"]) {
        write = value;
      },
    });
  });
  await alive(page);
  await expectAt(page, offsets[0]);
  await page.reload();
  await expectAt(page, offsets[0]);
  expect(asked).toEqual([]);
  await page.close();
});

it("asks the server for no page, and is found again by Back and Forward", async () => {
  const { page, asked } = await openEvents();
  await alive(page);
  for (const offset of offsets) {
    await follow(page, offset);
    await expectAt(page, offset);
  }
  await page.goBack();
  await expectAt(page, offsets[0]);
  await page.goForward();
  await expectAt(page, offsets[1]);
  expect(asked).toEqual([]);
  await page.getByRole("link", { name: "Doctor" }).first().click();
  await page.waitForURL(/\/doctor$/);
  await page.goBack();
  await expectAt(page, offsets[1]);
  await page.close();
});

it("leads to a place in the log, also one followed later", async () => {
  const { page } = await openEvents();
  await page.goto(`${server.url}/runs/${runId}?tab=log#o-4`);
  await alive(page);
  await page.waitForSelector('[data-offset="4"]');
  await page.evaluate(() => {
    window.location.hash = "#o-12000";
  });
  await page.getByText("2622", { exact: true }).waitFor();
  await page.close();
});

it("stays in the address when the run ends and the page is rendered anew", async () => {
  const { page, asked } = await openEvents(() => {
    const original = History.prototype.replaceState;
    let writes = 0;
    History.prototype.replaceState = function (this: History, ...args) {
      document.documentElement.dataset.writes = String(++writes);
      return original.apply(this, args);
    };
  });
  await alive(page);
  await follow(page, offsets[0]);
  await expectAt(page, offsets[0]);
  const writes = await page.evaluate(() => Number(document.documentElement.dataset.writes));
  await stopRun(server.url, runId);
  await page.waitForFunction((n) => Number(document.documentElement.dataset.writes) > n, writes);
  expect(asked).toHaveLength(1);
  await expectAt(page, offsets[0]);
  await page.reload();
  await expectAt(page, offsets[0]);
  await page.close();
});
