import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDashboard, rows, type TestDashboard } from "./support/open-dashboard.ts";

let dashboard: TestDashboard;
beforeAll(async () => {
  dashboard = await openDashboard();
});
afterAll(async () => {
  await dashboard?.close();
});

describe("the form of /new", () => {
  it.each([true, false])("keeps everything typed when it is refused (JavaScript: %s)", async (javaScriptEnabled) => {
    const { page, close } = await dashboard.open("/new?workflow=release", { javaScriptEnabled });
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
    const { page, close } = await dashboard.open("/new?workflow=release", { javaScriptEnabled: false });
    await page.getByLabel(/^Tag/).fill("v2");
    await page.getByRole("button", { name: "Start Release check" }).click();
    await page.waitForURL(/\/runs\//);
    const runId = page.url().slice(-36);
    await page.goto(dashboard.url);
    await page.getByRole("checkbox", { name: /^running/ }).check({ force: true });
    await page.getByRole("button", { name: "Apply" }).click();
    await page.waitForURL(/status=running/);
    await page.locator(`[data-stop="${runId}"]`).click();
    await expect
      .poll(
        async () => {
          await page.goto(`${dashboard.url}/?status=canceled`);
          return page.locator(`tr[data-run="${runId}"]`).count();
        },
        { timeout: 30_000 },
      )
      .toBe(1);
    await close();
  });

  it("begins with the input of an earlier run, to be edited", async () => {
    const { page, close } = await dashboard.open("/new?workflow=release");
    await page.getByLabel(/^Tag/).fill("v77");
    await page.getByLabel("Dry run").uncheck();
    await page.getByLabel(/^Spec/).fill("as before");
    await page.getByRole("textbox", { name: "Time limit" }).fill("9");
    await page.getByLabel("Unit of the time limit").selectOption("minutes");
    await page.getByRole("button", { name: "Start Release check" }).click();
    await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
    await page.goto(`${dashboard.url}/new?from=${page.url().slice(-36)}`);
    expect(await page.getByLabel(/^Tag/).inputValue()).toBe("v77");
    expect(await page.getByLabel("Dry run").isChecked()).toBe(false);
    expect(await page.getByLabel(/^Spec/).inputValue()).toBe("as before");
    expect(await page.getByRole("textbox", { name: "Time limit" }).inputValue()).toBe("9");
    await close();
    await dashboard.stopAll();
  });

  it("adds a folder by its path and chooses it, with everything else kept", async () => {
    const { page, close } = await dashboard.open("/new?workflow=verify");
    await page.getByLabel("Path of the folder").fill(join(dashboard.dir, "repo"));
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
    const { page, close } = await dashboard.open("/");
    for (let i = 0; i < 4; i++) await dashboard.startRelease(page);
    await page.goto(`${dashboard.url}/new?workflow=release`);
    await page.locator("[data-forecast=refused]").waitFor();
    await page.getByLabel(/^Tag/).fill("v5");
    await page.getByRole("button", { name: "Start Release check" }).click();
    await page.getByRole("alert").filter({ hasText: "Wait in the queue" }).waitFor();
    await page.getByLabel("Wait in the queue").check();
    await page.locator("[data-forecast=queue]").getByText("Waits at position 1").waitFor();
    await page.getByRole("button", { name: "Start Release check" }).click();
    await page.waitForURL(/\/runs\//);
    await page.goto(`${dashboard.url}/?status=queued`);
    await rows(page, "queued").getByText("position 1 in the queue").waitFor();
    await close();
    await dashboard.stopAll();
  });
});
