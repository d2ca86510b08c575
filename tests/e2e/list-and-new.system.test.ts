import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { Browser, BrowserContextOptions, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "../support/chromium.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { setHidden } from "../support/set-hidden.ts";
import { stopRuns } from "../support/stop-runs.ts";

let server: TestServer;
let browser: Browser;
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "toolloop-e2e-"));
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
  server = await startServer({ store: join(dir, "store"), env: { TOOLLOOP_STOP_GRACE_SECONDS: "1" } });
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await rm(dir, { recursive: true, force: true });
});

/** A page in a context of its own, with every console error kept. */
async function open(path: string, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (e) => errors.push(e.message));
  page.on("console", (m) => m.type() === "error" && errors.push(m.text()));
  await page.goto(server.url + path);
  return { page, context, errors, close: () => context.close() };
}

const live = (page: Page) => page.locator("[data-connection=live]").waitFor();
const rows = (page: Page, status?: string) => page.locator(status ? `tr[data-status=${status}]` : "tr[data-run]");

async function startRelease(page: Page): Promise<string> {
  await page.goto(`${server.url}/new?workflow=release`);
  await page.getByLabel(/^Tag/).fill("v1");
  await page.getByRole("button", { name: "Start Release check" }).click();
  await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
  return page.url().slice(-36);
}

/** Ends what runs and waits, and waits for that. Without a browser: that Stop can be clicked is tested where it is the point. */
const stopAll = () => stopRuns(server.url);

describe("the first visit", () => {
  it("shows an empty list whose button starts the tour; the run appears in an open list by itself and stops from there", async () => {
    const list = await open("/");
    await live(list.page);
    const other = await open("/");
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

describe("the form of /new", () => {
  it.each([true, false])("keeps everything typed when it is refused (JavaScript: %s)", async (javaScriptEnabled) => {
    const { page, close } = await open("/new?workflow=release", { javaScriptEnabled });
    await page.getByLabel(/^Tag/).fill("one");
    await page.getByLabel("Retries").fill("9");
    await page.getByLabel("Dry run").uncheck();
    await page.getByLabel(/^Spec/).fill("line 1\nline 2");
    await page.getByLabel("Wait in the queue").check();
    await page.getByLabel("Unit of the time limit").selectOption("seconds");
    await page.getByRole("button", { name: "Start Release check" }).click();
    await page.locator("#inputs\\.tag[aria-invalid=true]").waitFor();
    expect(await page.locator("[aria-invalid=true]").evaluateAll((all) => all.map((e) => e.id))).toEqual([
      "inputs.tag",
      "inputs.retries",
    ]);
    expect(await page.getByLabel(/^Tag/).inputValue()).toBe("one");
    expect(await page.getByLabel("Retries").inputValue()).toBe("9");
    expect(await page.getByLabel("Dry run").isChecked()).toBe(false);
    expect(await page.getByLabel(/^Spec/).inputValue()).toBe("line 1\nline 2");
    expect(await page.getByLabel("Wait in the queue").isChecked()).toBe(true);
    expect(await page.getByLabel("Unit of the time limit").inputValue()).toBe("seconds");
    if (javaScriptEnabled) expect(await page.evaluate(() => document.activeElement?.id)).toBe("inputs.tag");
    await close();
  });

  it("starts, filters and stops without JavaScript", async () => {
    const { page, close } = await open("/new?workflow=release", { javaScriptEnabled: false });
    await page.getByLabel(/^Tag/).fill("v2");
    await page.getByRole("button", { name: "Start Release check" }).click();
    await page.waitForURL(/\/runs\//);
    const runId = page.url().slice(-36);
    await page.goto(server.url);
    await page.getByRole("checkbox", { name: /^running/ }).check({ force: true });
    await page.getByRole("button", { name: "Apply" }).click();
    await page.waitForURL(/status=running/);
    await page.locator(`[data-stop="${runId}"]`).click();
    await expect
      .poll(
        async () => {
          await page.goto(`${server.url}/?status=canceled`);
          return page.locator(`tr[data-run="${runId}"]`).count();
        },
        { timeout: 30_000 },
      )
      .toBe(1);
    await close();
  });

  it("begins with the input of an earlier run, to be edited", async () => {
    const { page, close } = await open("/new?workflow=release");
    await page.getByLabel(/^Tag/).fill("v77");
    await page.getByLabel("Dry run").uncheck();
    await page.getByLabel(/^Spec/).fill("as before");
    await page.getByRole("textbox", { name: "Time limit" }).fill("9");
    await page.getByLabel("Unit of the time limit").selectOption("minutes");
    await page.getByRole("button", { name: "Start Release check" }).click();
    await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
    await page.goto(`${server.url}/new?from=${page.url().slice(-36)}`);
    expect(await page.getByLabel(/^Tag/).inputValue()).toBe("v77");
    expect(await page.getByLabel("Dry run").isChecked()).toBe(false);
    expect(await page.getByLabel(/^Spec/).inputValue()).toBe("as before");
    expect(await page.getByRole("textbox", { name: "Time limit" }).inputValue()).toBe("9");
    await close();
    await stopAll();
  });

  it("adds a folder by its path and chooses it, with everything else kept", async () => {
    const { page, close } = await open("/new?workflow=verify");
    await page.getByLabel("Path of the folder").fill(join(dir, "repo"));
    await page.getByRole("textbox", { name: "Time limit" }).fill("7");
    await page.getByRole("button", { name: "Add to the list" }).click();
    await page.getByText("repo is in the list of workspaces and chosen.").waitFor();
    expect(
      await page
        .getByLabel(/^Workspace/)
        .locator("option:checked")
        .textContent(),
    ).toContain("repo");
    expect(await page.getByRole("textbox", { name: "Time limit" }).inputValue()).toBe("7");
    await close();
  });

  it("says before the start that it would wait or be refused, live, and a refusal at the limit names the next step", async () => {
    const { page, close } = await open("/");
    for (let i = 0; i < 4; i++) await startRelease(page);
    await page.goto(`${server.url}/new?workflow=release`);
    await page.locator("[data-forecast=refused]").waitFor();
    await page.getByLabel(/^Tag/).fill("v5");
    await page.getByRole("button", { name: "Start Release check" }).click();
    await page.getByRole("alert").filter({ hasText: "Wait in the queue" }).waitFor();
    await page.getByLabel("Wait in the queue").check();
    await page.locator("[data-forecast=queue]").getByText("Waits at position 1").waitFor();
    await page.getByRole("button", { name: "Start Release check" }).click();
    await page.waitForURL(/\/runs\//);
    await page.goto(`${server.url}/?status=queued`);
    await rows(page, "queued").getByText("position 1 in the queue").waitFor();
    await close();
    await stopAll();
  });
});

describe("the list", () => {
  it("keeps its filters in the address, and comes back to them", async () => {
    const { page, close } = await open("/");
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
    const { page, close } = await open("/");
    await live(page);
    await page.keyboard.press("j");
    const selected = page.locator("tr[aria-selected=true]");
    await selected.waitFor();
    const before = await selected.boundingBox();
    const chosen = await selected.getAttribute("data-run");
    const other = await open("/");
    await startRelease(other.page);
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
    await stopAll();
  });

  it("is live in more than six tabs at once, also after the tab that held the stream was closed", async () => {
    const context = await browser.newContext();
    const tabs = await Promise.all(Array.from({ length: 8 }, () => context.newPage()));
    for (const tab of tabs) {
      await tab.goto(server.url);
      await live(tab);
    }
    const other = await open("/");
    const runId = await startRelease(other.page);
    for (const tab of tabs) await tab.locator(`tr[data-run="${runId}"]`).waitFor();
    // The leader goes: another tab must take over.
    await tabs[0]?.close();
    await stopAll();
    for (const tab of tabs.slice(1)) await tab.locator(`tr[data-run="${runId}"][data-status=canceled]`).waitFor();
    await context.close();
    await other.close();
  });

  it("holds no stream while hidden, and shows what happened meanwhile when it comes back", async () => {
    const { page, close } = await open("/");
    await live(page);
    await setHidden(page, true);
    await page.locator("[data-connection=paused]").waitFor({ state: "attached" });
    const other = await open("/");
    const runId = await startRelease(other.page);
    await other.page.goto(server.url);
    await other.page.locator(`tr[data-run="${runId}"]`).waitFor();
    expect(await page.locator(`tr[data-run="${runId}"]`).count()).toBe(0);
    await setHidden(page, false);
    await page.locator(`tr[data-run="${runId}"]`).waitFor();
    await close();
    await other.close();
    await stopAll();
  });

  it("tells the desktop when a watched run is over while the tab is hidden", async () => {
    const { page, context, close } = await open("/");
    await context.grantPermissions(["notifications"], { origin: server.url });
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
    await startRelease(page);
    await page.goto(server.url);
    await live(page);
    await page.getByRole("button", { name: /of 4 running/ }).click();
    await page.getByRole("button", { name: "Notify me when it finishes: Release check" }).click();
    await page.getByRole("button", { name: /^You will be notified/ }).waitFor();
    await setHidden(page, true);
    await stopAll();
    await page.waitForFunction(() => "told" in window && String(window.told) === "Release check was stopped");
    // Nothing is waited for any more: now the hidden tab lets go.
    await page.locator("[data-connection=paused]").waitFor({ state: "attached" });
    await close();
  });

  it("counts failures in the tab's title until the list was looked at and left", async () => {
    const { page, close } = await open("/doctor");
    await live(page);
    const other = await open("/new?workflow=breaks");
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
    const { page, close } = await open("/");
    const runId = await startRelease(page);
    await page.goto(server.url);
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

describe("every page", () => {
  const PAGES = [
    "/",
    "/?q=nothing-like-this",
    "/new",
    "/new?workflow=release",
    "/workspaces",
    "/doctor",
    "/no-such-page",
  ];

  it.each(["light", "dark"] as const)("has no axe violation in the %s theme", async (colorScheme) => {
    const { page, close } = await open("/", { colorScheme });
    for (const path of PAGES) {
      await page.goto(server.url + path);
      await live(page);
      // Dark differs in its colours alone.
      const axe = new AxeBuilder({ page });
      const { violations } = await (colorScheme === "dark" ? axe.withRules("color-contrast") : axe).analyze();
      const found = violations.map((v) => `${path}: ${v.id}: ${v.nodes[0]?.target} ${v.nodes[0]?.failureSummary}`);
      expect(found).toEqual([]);
    }
    await close();
  });

  it("has no axe violation and no console error in what opens over the page", async () => {
    const { page, errors, close } = await open("/");
    await live(page);
    const check = async () => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map((v) => `${v.id}: ${v.nodes[0]?.target}`)).toEqual([]);
      await page.keyboard.press("Escape");
    };
    await page.keyboard.press("Control+k");
    await page.getByRole("option", { name: /release/ }).waitFor();
    await check();
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard" }).waitFor();
    await check();
    await page.getByRole("button", { name: /of 4 running/ }).click();
    await page.getByText("Nothing runs, nothing waits.").waitFor();
    await check();
    await page.goto(`${server.url}/workspaces`);
    await page.locator("summary").first().click();
    await check();
    expect(errors).toEqual([]);
    await close();
  });

  it("fits 390 pixels without sideways scrolling", async () => {
    const { page, close } = await open("/", { viewport: { width: 390, height: 844 } });
    for (const path of PAGES) {
      await page.goto(server.url + path);
      expect([path, await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([path, 390]);
    }
    await close();
  });

  it("prints no error in the console and follows the chosen theme from the first paint", async () => {
    const { page, errors, close } = await open("/", { colorScheme: "light" });
    await live(page);
    await page.getByRole("button", { name: "Dark theme" }).click();
    for (const path of PAGES.slice(0, -1)) {
      await page.goto(server.url + path, { waitUntil: "commit" });
      await page.locator("body").waitFor();
      expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe("dark");
      await live(page);
    }
    expect(errors).toEqual([]);
    await close();
  });
});
