import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setHidden } from "../support/set-hidden.ts";
import { live, openDashboard, rows, type TestDashboard } from "./support/open-dashboard.ts";

let dashboard: TestDashboard;
beforeAll(async () => {
  dashboard = await openDashboard();
});
afterAll(async () => {
  await dashboard?.close();
});

describe("the first visit", () => {
  it("shows an empty list whose button starts the tour; the run appears in an open list by itself and stops from there", async () => {
    const list = await dashboard.open("/");
    await live(list.page);
    const other = await dashboard.open("/");
    await other.page.getByRole("button", { name: "Start the tour" }).click();
    await other.page.waitForURL(/\/runs\//);
    const runId = other.page.url().slice(-36);

    const row = list.page.locator(`tr[data-run="${runId}"]`);
    await row.waitFor();
    await expect.poll(() => list.page.title()).toMatch(/^1 running – Runs/);
    await row.getByRole("button", { name: "Stop Tour" }).click();
    await list.page.locator(`tr[data-run="${runId}"][data-status=canceled]`).waitFor();
    await expect.poll(() => list.page.title()).toMatch(/^Runs · Codex ToolLoop/);
    expect(list.errors).toEqual([]);
    await list.close();
    await other.close();
  });
});

describe("the list", () => {
  it("keeps its filters in the address, and comes back to them", async () => {
    const { page, close } = await dashboard.open("/");
    await dashboard.startRelease(page);
    await dashboard.stopAll();
    await page.goto(dashboard.url);
    await live(page);
    await page.getByRole("checkbox", { name: /^canceled/ }).check({ force: true });
    await page.waitForURL(/status=canceled/);
    await page.getByLabel("Filter by workflow").selectOption("tour");
    await page.waitForURL(/workflow=tour/);
    await rows(page, "canceled").first().waitFor();
    await expect.poll(() => rows(page).count()).toBe(1);
    await page.reload();
    expect(await page.getByRole("checkbox", { name: /^canceled/ }).isChecked()).toBe(true);
    expect(await rows(page).count()).toBe(1);
    await page.getByLabel("Search runs").fill("no such text anywhere");
    await page.getByText("No run matches").waitFor();
    await page.getByRole("link", { name: "Show all runs" }).click();
    await expect.poll(() => rows(page).count()).toBeGreaterThan(1);
    expect(await page.getByLabel("Search runs").inputValue()).toBe("");
    await close();
  });

  it("is walked by keyboard; a new run does not move the selected row", async () => {
    const { page, close } = await dashboard.open("/");
    await live(page);
    await page.keyboard.press("j");
    const selected = page.locator("tr[aria-selected=true]");
    await selected.waitFor();
    const before = await selected.boundingBox();
    const chosen = await selected.getAttribute("data-run");
    const other = await dashboard.open("/");
    await dashboard.startRelease(other.page);
    await page.getByRole("button", { name: "1 new run" }).waitFor();
    expect(await selected.boundingBox()).toEqual(before);
    await page.keyboard.press("k");
    await expect.poll(() => rows(page, "running").count()).toBe(1);
    await page.keyboard.press("Escape");
    await page.keyboard.press("j");
    await page.keyboard.press("s");
    await rows(page, "canceled").first().waitFor();
    await page.keyboard.press("/");
    expect(await page.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("q");
    await page.keyboard.press("Escape");
    await page.locator("body").click({ position: { x: 5, y: 600 } });
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard" }).waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("n");
    await page.waitForURL(/\/new$/);
    expect(chosen).not.toBeNull();
    await close();
    await other.close();
    await dashboard.stopAll();
  });

  it("is live in more than six tabs at once, also after the tab that held the stream was closed", async () => {
    const context = await dashboard.browser.newContext();
    const tabs = await Promise.all(Array.from({ length: 8 }, () => context.newPage()));
    for (const tab of tabs) {
      await tab.goto(dashboard.url);
      await live(tab);
    }
    const other = await dashboard.open("/");
    const runId = await dashboard.startRelease(other.page);
    for (const tab of tabs) await tab.locator(`tr[data-run="${runId}"]`).waitFor();
    // The leader goes: another tab must take over.
    await tabs[0]?.close();
    await dashboard.stopAll();
    for (const tab of tabs.slice(1)) await tab.locator(`tr[data-run="${runId}"][data-status=canceled]`).waitFor();
    await context.close();
    await other.close();
  });

  it("holds no stream while hidden, and shows what happened meanwhile when it comes back", async () => {
    const { page, close } = await dashboard.open("/");
    await live(page);
    await setHidden(page, true);
    await page.locator("[data-connection=paused]").waitFor({ state: "attached" });
    const other = await dashboard.open("/");
    const runId = await dashboard.startRelease(other.page);
    await other.page.goto(dashboard.url);
    await other.page.locator(`tr[data-run="${runId}"]`).waitFor();
    expect(await page.locator(`tr[data-run="${runId}"]`).count()).toBe(0);
    await setHidden(page, false);
    await page.locator(`tr[data-run="${runId}"]`).waitFor();
    await close();
    await other.close();
    await dashboard.stopAll();
  });

  it("tells the desktop when a watched run is over while the tab is hidden", async () => {
    const { page, context, close } = await dashboard.open("/");
    await context.grantPermissions(["notifications"], { origin: dashboard.url });
    await page.addInitScript(() => {
      const told: string[] = [];
      Object.assign(window, { told });
      window.Notification = class extends window.Notification {
        constructor(title: string, options?: NotificationOptions) {
          super(title, options);
          told.push(title);
        }
      };
    });
    await dashboard.startRelease(page);
    await page.goto(dashboard.url);
    await live(page);
    await page.getByRole("button", { name: /of 4 running/ }).click();
    await page.getByRole("button", { name: "Notify me when it finishes: Release check" }).click();
    await page.getByRole("button", { name: /^You will be notified/ }).waitFor();
    await setHidden(page, true);
    await dashboard.stopAll();
    await page.waitForFunction(() => "told" in window && String(window.told) === "Release check was stopped");
    // Nothing is waited for any more: now the hidden tab lets go.
    await page.locator("[data-connection=paused]").waitFor({ state: "attached" });
    await close();
  });

  it("counts failures in the tab's title until the list was looked at and left", async () => {
    const { page, close } = await dashboard.open("/doctor");
    await live(page);
    const other = await dashboard.open("/new?workflow=breaks");
    await other.page.getByRole("button", { name: "Start breaks" }).click();
    await other.page.waitForURL(/\/runs\//);
    await expect.poll(() => page.title(), { timeout: 20_000 }).toBe("1 failed – Doctor · Codex ToolLoop");
    await page.reload();
    await expect.poll(() => page.title()).toBe("1 failed – Doctor · Codex ToolLoop");
    await page.getByRole("link", { name: "Runs", exact: true }).click();
    await rows(page, "failed").waitFor();
    await page.getByRole("link", { name: "Doctor" }).click();
    await expect.poll(() => page.title()).toBe("Doctor · Codex ToolLoop");
    await close();
    await other.close();
  });

  it("answers Ctrl K with commands that go, and stop a run", async () => {
    const { page, close } = await dashboard.open("/");
    const runId = await dashboard.startRelease(page);
    await page.goto(dashboard.url);
    await live(page);
    await page.keyboard.press("Control+k");
    await page.getByPlaceholder("Go to, start, stop").fill("stop release");
    await page.getByRole("option", { name: /^Stop Release check/ }).click();
    await page.locator(`tr[data-run="${runId}"][data-status=canceled]`).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByPlaceholder("Go to, start, stop").fill("doctor");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/doctor$/);
    await close();
  });
});
