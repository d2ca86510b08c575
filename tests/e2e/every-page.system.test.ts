import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { live, openDashboard, type TestDashboard } from "./support/open-dashboard.ts";

let dashboard: TestDashboard;
beforeAll(async () => {
  dashboard = await openDashboard();
});
afterAll(async () => {
  await dashboard?.close();
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
    const { page, close } = await dashboard.open("/", { colorScheme });
    for (const path of PAGES) {
      await page.goto(dashboard.url + path);
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
    const { page, errors, close } = await dashboard.open("/");
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
    await page.goto(`${dashboard.url}/workspaces`);
    await live(page);
    await page.getByRole("textbox", { name: /^Path/ }).fill(join(dashboard.dir, "repo"));
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page
      .getByRole("list", { name: "Workspaces" })
      .getByText("repo", { exact: true })
      .waitFor({ timeout: 10_000 });
    await page.locator("summary").first().click();
    await check();
    expect(errors).toEqual([]);
    await close();
  });

  it("fits 390 pixels without sideways scrolling", async () => {
    const { page, close } = await dashboard.open("/", { viewport: { width: 390, height: 844 } });
    for (const path of PAGES) {
      await page.goto(dashboard.url + path);
      expect([path, await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([path, 390]);
    }
    await close();
  });

  it("prints no error in the console and follows the chosen theme from the first paint", async () => {
    const { page, errors, close } = await dashboard.open("/", { colorScheme: "light" });
    await live(page);
    await page.getByRole("button", { name: "Dark theme" }).click();
    for (const path of PAGES.slice(0, -1)) {
      await page.goto(dashboard.url + path, { waitUntil: "commit" });
      await page.locator("body").waitFor();
      expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe("dark");
      await live(page);
    }
    expect(errors).toEqual([]);
    await close();
  });
});
