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

const FORM = "/new?workflow=feature-dev";

describe("starting agents", () => {
  it("offers a newcomer a recorded run with one click, without JavaScript", async () => {
    const { page, close } = await dashboard.open("/", { javaScriptEnabled: false });
    await page.getByRole("button", { name: "Watch feature-dev" }).click();
    await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
    await page.getByRole("heading", { name: /^Feature development/ }).waitFor();
    await close();
    await dashboard.stopAll();
  });

  it("shows which agents are here, and plays a recording for whoever has none", async () => {
    const { page, errors, close } = await dashboard.open(FORM);
    await live(page);
    const runner = page.getByRole("radiogroup", { name: "Runner" });
    const replay = runner.getByRole("radio", { name: /^Replay/ });
    await runner.getByText(/no account needed/i).waitFor();
    await replay.check();
    await page.getByText(/^Workspace and spec are not used/).waitFor();
    expect((await new AxeBuilder({ page }).analyze()).violations.map((v) => `${v.id}: ${v.nodes[0]?.target}`)).toEqual(
      [],
    );
    await page.getByRole("button", { name: "Start Feature development" }).click();
    await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
    const steps = page.getByRole("list", { name: "Steps" });
    await steps.getByRole("button", { name: /^Plan: success/ }).waitFor({ timeout: 60_000 });
    await page.getByLabel("Prompt of this step").first().waitFor();
    expect(await page.getByText("replay", { exact: true }).first().isVisible()).toBe(true);
    expect(errors).toEqual([]);
    await close();
    await dashboard.stopAll();
  });

  it("keeps all that was typed when it is refused, and opens the options that have a value", async () => {
    const { page, close } = await dashboard.open(FORM);
    await live(page);
    await page.getByText("More options").click();
    await page.getByLabel("Context tokens").fill("999999999");
    await page.getByLabel(/^Spec/).fill("Add a discount code.");
    await page.getByRole("radio", { name: /^Replay/ }).check();
    await page.getByRole("button", { name: "Start Feature development" }).click();
    const refused = page.getByRole("textbox", { name: "Context tokens" });
    await page.getByRole("alert").filter({ hasText: "marked below" }).waitFor();
    expect(await refused.getAttribute("aria-invalid")).toBe("true");
    expect(await refused.isVisible()).toBe(true);
    expect(await page.getByLabel(/^Spec/).inputValue()).toBe("Add a discount code.");
    expect(await page.getByRole("radio", { name: /^Replay/ }).isChecked()).toBe(true);
    await close();
  });

  it("fits 390 pixels", async () => {
    const { page, close } = await dashboard.open(FORM, { viewport: { width: 390, height: 844 } });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await close();
  });

  it.each(["light", "dark"] as const)("has no axe violation in the %s theme", async (colorScheme) => {
    const { page, close } = await dashboard.open(FORM, { colorScheme });
    await live(page);
    await page.getByText("More options").click();
    expect((await new AxeBuilder({ page }).analyze()).violations.map((v) => `${v.id}: ${v.nodes[0]?.target}`)).toEqual(
      [],
    );
    await close();
  });
});
