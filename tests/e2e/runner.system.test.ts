import { open as openFile } from "node:fs/promises";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openRunner, panel, reached, type TestRunner } from "./support/open-runner.ts";

let runner: TestRunner;
beforeAll(async () => {
  runner = await openRunner();
});
afterEach(() => runner.stopAll());
afterAll(() => runner?.close());

async function queue(page: Page, script: string, args: Record<string, string> = {}): Promise<string> {
  await page.getByLabel("Script (required)").selectOption(script);
  for (const [name, value] of Object.entries(args)) await page.locator(`[id="args.${name}"]`).fill(value);
  const before = new URL(page.url()).searchParams.get("job");
  await page.getByRole("button", { name: "Queue the job" }).click();
  await page.waitForURL((url) => (url.searchParams.get("job") ?? before) !== before);
  return new URL(page.url()).searchParams.get("job") ?? "";
}

async function violations(page: Page): Promise<string[]> {
  const found = await new AxeBuilder({ page }).setLegacyMode().analyze();
  return found.violations.map((v) => `${v.id}: ${v.nodes[0]?.html}`);
}

describe("a job on the Runner page", () => {
  it("waits with its position, runs with its log live, and succeeds; the form keeps the request", async () => {
    await runner.jobs.gate("first");
    await runner.jobs.gate("second");
    const first = await runner.queue("gate", { at: "first" });
    const page = await runner.open();
    await queue(page, "gate", { at: "second" });
    await reached(page, "queued");
    await panel(page).getByText("position 1 in the queue").waitFor();
    await panel(page).locator(`a[href="/runs/${first}"]`).first().waitFor();

    await runner.jobs.open("first");
    await reached(page, "running");
    const pipe = await openFile(join(runner.jobs.repo, "second"), "w");
    await pipe.write("early words\n");
    await panel(page).getByText("early words").waitFor();
    await panel(page).getByRole("button", { name: "Times" }).click();
    await expect
      .poll(() => panel(page).getByTestId("log-row").first().locator("time").innerText(), { timeout: 10_000 })
      .toMatch(/^\d\d:\d\d:\d\d\.\d$/);
    expect(await panel(page).getByRole("button", { name: "Cancel" }).isEnabled()).toBe(true);
    await pipe.write("late words\n");
    await pipe.close();
    await reached(page, "success");
    await panel(page).getByText("late words").waitFor();
    expect(await panel(page).getByRole("button", { name: "Cancel" }).isDisabled()).toBe(true);

    expect(await page.getByLabel("Script (required)").inputValue()).toBe("gate");
    expect(await page.locator('[id="args.at"]').inputValue()).toBe("second");
    await page.reload();
    await reached(page, "success");
    expect(await page.getByLabel("Script (required)").inputValue()).toBe("gate");
    expect(await page.locator('[id="args.at"]').inputValue()).toBe("second");
    await panel(page).getByText("Facts and events").click();
    const events = await panel(page).getByLabel("Events of the job").locator("li b").allInnerTexts();
    expect(events).toEqual(["created", "queued", "started", "ended"]);
    expect(await violations(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await violations(page)).toEqual([]);
    await page.close();
  });

  it("that fails says how, and one that takes too long ends as timeout", async () => {
    const page = await runner.open();
    await queue(page, "fail", { code: "7" });
    await reached(page, "failed");
    await panel(page).getByTestId("log-row").getByText("failing").waitFor();
    await panel(page).getByText("Facts and events").click();
    await panel(page).getByLabel("Job", { exact: true }).getByText("7", { exact: true }).waitFor();
    await queue(page, "slow");
    await reached(page, "timeout");
    await page.close();
  });

  it("is canceled while it waits, and while it runs", async () => {
    await runner.jobs.gate("held");
    const page = await runner.open();
    const held = await queue(page, "gate", { at: "held" });
    await reached(page, "running");
    await queue(page, "note", { name: "never" });
    await reached(page, "queued");
    await panel(page).getByRole("button", { name: "Cancel" }).click();
    await reached(page, "canceled");
    await page.locator(`tr[data-run="${held}"] a`).click();
    await reached(page, "running");
    await panel(page).getByRole("button", { name: "Cancel" }).click();
    await reached(page, "canceled");
    await page.close();
  });

  it("whose processes vanish is orphaned", async () => {
    await runner.jobs.gate("gone");
    const page = await runner.open();
    const jobId = await queue(page, "gate", { at: "gone" });
    await reached(page, "running");
    const { pid } = await runner.api.job(jobId);
    if (pid === undefined) throw new Error("a running job has a pid");
    process.kill(pid, "SIGKILL");
    await reached(page, "orphaned");
    await page.close();
  });

  it("stays selected and in its place while others come and go", async () => {
    for (let n = 0; n < 12; n++) await runner.api.settled(await runner.queue("note", { name: `n${n}` }));
    const page = await runner.open("", { viewport: { width: 1440, height: 600 } });
    const last = page.locator("tr[data-run]").last();
    const jobId = await last.getAttribute("data-run");
    await last.locator("a").click();
    await page.waitForURL(/job=/);
    await panel(page).waitFor();
    const table = page.getByLabel("Table of jobs");
    const scrolled = () => table.evaluate((el) => el.scrollTop);
    await table.evaluate((el) => el.scrollTo(0, 60));
    await page.mouse.move(5, 5);
    const before = await scrolled();
    expect(before).toBeGreaterThan(0);
    await runner.api.settled(await runner.queue("note", { name: "new" }));
    await page.getByRole("button", { name: "1 new job" }).waitFor();
    expect(await scrolled()).toBe(before);
    expect(await page.locator("tr[aria-current=true]").getAttribute("data-run")).toBe(jobId);
    expect(new URL(page.url()).searchParams.get("job")).toBe(jobId);
    await page.getByRole("button", { name: "1 new job" }).click();
    await page.locator("tr[data-run]").first().getByText("Note a name").waitFor();
    expect(await scrolled()).toBe(0);
    await page.close();
  });

  it("is found by several states at once, and by keys", async () => {
    await runner.api.settled(await runner.queue("fail"));
    await runner.api.settled(await runner.queue("note", { name: "found" }));
    const page = await runner.open();
    await page.getByLabel("failed", { exact: true }).check({ force: true });
    await page.getByLabel("timeout", { exact: true }).check({ force: true });
    await page.waitForURL(/status=failed&status=timeout/);
    await page.locator("tr[data-status=success]").first().waitFor({ state: "detached" });
    expect(await page.locator("tr[data-status=failed]").count()).toBeGreaterThan(0);
    await page.getByRole("link", { name: "Clear" }).click();
    await page.locator("tr[data-status=success]").first().waitFor();
    await page.locator("body").press("j");
    await page.locator("tr[data-at]").waitFor();
    await page.locator("body").press("Enter");
    await panel(page).waitFor();
    await page.locator("body").press("n");
    await page.locator("form[aria-label='New job']:focus-within").waitFor();
    await page.close();
  });
});
