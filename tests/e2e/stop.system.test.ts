import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "../support/chromium.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { stopRuns } from "../support/stop-runs.ts";

/** A command that no TERM ends; its log is a progress bar. */
const STUBBORN = `name: stubborn
workspace: none
steps:
  - id: hold
    run: [sh, -c, "trap '' TERM; printf '10 %%\\r20 %%\\rready\\n'; while :; do sleep 0.2; done"]
`;

let dir: string;
let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "toolloop-stop-"));
  const store = join(dir, ".codex-toolloop");
  mkdirSync(join(store, "workflows"), { recursive: true });
  writeFileSync(join(store, "workflows/stubborn.yaml"), STUBBORN);
  server = await startServer({ store, env: { TOOLLOOP_STOP_GRACE_SECONDS: "300" } });
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  if (server) await forceAll();
  await server?.stop();
  if (dir) rmSync(dir, { recursive: true, force: true });
});

async function forceAll(): Promise<void> {
  const answer = await fetch(`${server.url}/api/runs?status=running`);
  const { items } = (await answer.json()) as { items: { runId: string }[] };
  for (const { runId } of items) await post(`/api/runs/${runId}/stop`, { force: true });
  await stopRuns(server.url);
}

async function post(path: string, body: object): Promise<Response> {
  return await fetch(`${server.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: server.url },
    body: JSON.stringify(body),
  });
}

async function start(): Promise<string> {
  const answer = await post("/api/runs", { workflow: "stubborn", inputs: {} });
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { runId: string }).runId;
}

async function open(path: string, javaScriptEnabled = true): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, javaScriptEnabled });
  const page = await context.newPage();
  page.once("close", () => void context.close().catch(() => {}));
  await page.goto(`${server.url}${path}`);
  if (javaScriptEnabled) await page.locator("[data-connection=live]").waitFor({ state: "attached" });
  return page;
}

describe("a run that does not heed a stop", () => {
  it("counts down to its signals, in every window, and Kill now ends it at once", async () => {
    const runId = await start();
    const [page, other] = [await open(`/runs/${runId}`), await open(`/runs/${runId}?tab=events`)];
    await page.getByTestId("pane").getByText("ready", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Stop", exact: true }).click();
    const seconds = async (p: Page) => {
      const words = await p.getByTestId("stop-countdown").innerText();
      return Number(/^Stopping… SIGTERM in (\d+) s$/.exec(words)?.[1] ?? Number.NaN);
    };
    await page.getByTestId("stop-countdown").waitFor();
    await other.getByTestId("stop-countdown").waitFor();
    const first = await seconds(page);
    expect(first).toBeGreaterThan(200);
    await expect.poll(() => seconds(page)).toBeLessThan(first);
    expect(await seconds(other)).toBeLessThanOrEqual(300);
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().include("main").analyze();
    expect(violations.map((v) => v.id)).toEqual([]);

    const elsewhere = await open("/doctor");
    await page.getByRole("button", { name: "Kill now" }).click();
    await page.locator("header [data-status=canceled]").waitFor({ timeout: 20_000 });
    // Only where the page does not show it by itself.
    expect(await page.getByTestId("toasts").innerText()).toBe("");
    const axe = await new AxeBuilder({ page: elsewhere }).setLegacyMode().include("[data-testid=toasts]").analyze();
    expect(axe.violations.map((v) => v.id)).toEqual([]);
    await elsewhere.getByTestId("toasts").getByRole("link", { name: "was stopped" }).click();
    await elsewhere.waitForURL(`${server.url}/runs/${runId}`);
    await elsewhere.close();
    await page.getByTestId("receipt").getByText("nothing of it is left").waitFor();
    await page.getByTestId("receipt").locator("summary").click();
    await page.getByText("Killed at once").waitFor();
    // It never wrote an end: nothing of it may look as if it still ran, or as if it had failed by itself.
    expect(await page.locator("[data-active], .animate-spin, .text-running").count()).toBe(0);
    expect(await page.getByTestId("pane").locator(".text-failed").count()).toBe(0);
    await page.getByRole("list", { name: "Steps" }).getByText("canceled").waitFor({ state: "attached" });
    await page.close();
    await other.close();
  });

  it("can be killed without JavaScript", async () => {
    const runId = await start();
    const page = await open(`/runs/${runId}`, false);
    await page.getByRole("button", { name: "Stop", exact: true }).click();
    await page.getByText(/Stopping… SIGTERM in \d+ s/).waitFor();
    await page.getByRole("button", { name: "Kill now" }).click();
    await expect
      .poll(
        async () => {
          await page.goto(`${server.url}/runs/${runId}`);
          return await page.locator("header [data-status]").getAttribute("data-status");
        },
        { timeout: 20_000 },
      )
      .toBe("canceled");
    await page.close();
  });
});
