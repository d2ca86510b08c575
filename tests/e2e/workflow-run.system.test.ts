import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startRun } from "../support/start-run.ts";
import { live, openDashboard, type TestDashboard } from "./support/open-dashboard.ts";

let dashboard: TestDashboard;
let allowed: string;
beforeAll(async () => {
  dashboard = await openDashboard();
  allowed = join(dashboard.dir, "may-ship");
  const define = (name: string, lines: string[]) =>
    writeFile(join(dashboard.dir, `store/workflows/${name}.yaml`), lines.join("\n"));
  await define("gated", [
    "name: gated",
    "title: Gated work",
    "workspace: none",
    "maxParallel: 3",
    "steps:",
    "  - { id: plan, title: Plan, run: [echo, planned] }",
    "  - { id: docs, title: Write docs, needs: [plan], run: [echo, docs] }",
    "  - { id: code, title: Write code, needs: [plan], run: [echo, code] }",
    "  - { id: gate, title: Is it right?, kind: approve, needs: [docs, code], message: 'Look at **both**.', pushBackTo: code }",
    `  - { id: ship, title: Ship it, run: [test, -f, ${JSON.stringify(allowed)}] }`,
  ]);
  await define("wide", [
    "name: wide",
    "workspace: none",
    "maxParallel: 8",
    "steps:",
    ...Array.from({ length: 99 }, (_, i) => `  - { id: s${i}, title: Part ${i}, needs: [], run: ['true'] }`),
    "  - { id: end, title: The end, needs: [s98], run: ['true'] }",
  ]);
});
afterAll(async () => {
  await dashboard?.close();
});

const runIdOf = (page: Page) => new URL(page.url()).pathname.slice(-36);
const node = (page: Page, name: RegExp) => page.getByRole("list", { name: "Steps" }).getByRole("button", { name });
const gate = (page: Page) => page.locator("[data-testid=approval][data-waits]");
const ended = (page: Page, status: string) => page.locator(`h1 ~ p [data-status=${status}]`).waitFor();

async function waitingOf(runId: string): Promise<number> {
  const answer = await fetch(`${dashboard.url}/api/runs/${runId}`);
  const run = (await answer.json()) as { approvals?: unknown[] };
  return run.approvals?.length ?? 0;
}

async function openGated(options = {}) {
  const runId = await startRun(dashboard.url, "gated");
  await expect.poll(() => waitingOf(runId), { timeout: 15_000 }).toBe(1);
  const opened = await dashboard.open(`/runs/${runId}?tab=transcript`, options);
  await gate(opened.page).waitFor();
  return { runId, ...opened };
}

async function violations(page: Page) {
  const found = (await new AxeBuilder({ page }).analyze()).violations;
  return found.map((v) => `${v.id}: ${v.nodes[0]?.target} ${v.nodes[0]?.failureSummary}`);
}

describe("a workflow's run", () => {
  it("waits at its gate, is pushed back with words, goes on, and is continued where it failed", async () => {
    const { page, errors, close, runId } = await openGated();
    await live(page);
    const edges = await page.locator("[data-edge]").evaluateAll((all) => all.map((e) => e.getAttribute("data-edge")));
    expect(edges).toEqual(["plan docs", "plan code", "docs gate", "code gate", "gate ship"]);
    await node(page, /^Is it right\?: waits for approval/).waitFor();
    await page.getByText("waits for approval", { exact: true }).first().waitFor();
    expect(
      await gate(page)
        .getByText(/left of its time limit/)
        .isVisible(),
    ).toBe(true);
    expect(await violations(page)).toEqual([]);

    await gate(page).getByRole("button", { name: "Push back" }).click();
    await page.getByText(/^Is required to push back/).waitFor();
    const comment = gate(page).getByLabel("Comment");
    expect(await comment.evaluate((el) => el === document.activeElement)).toBe(true);
    await comment.fill("Mind the\nedge cases.");
    await gate(page).getByRole("button", { name: "Push back" }).click();
    await page.getByTestId("round").getByText("Round 2").waitFor();
    await page.getByTestId("round").getByText("edge cases.").waitFor();
    await page
      .locator('[data-way-back="gate code"]')
      .getByText(/^round 2/)
      .waitFor();
    await node(page, /^Write code: success · round 2/).waitFor();
    await page.getByText(/^pushed back$/).waitFor();

    await node(page, /^Is it right\?: waits for approval · round 2/).waitFor();
    await gate(page).getByRole("button", { name: "Approve" }).focus();
    await page.keyboard.press("Enter");
    await ended(page, "failed");
    await writeFile(allowed, "");
    await page.getByRole("button", { name: "Continue from Ship it" }).click();
    await page.waitForURL((url) => !url.pathname.endsWith(runId));
    await ended(page, "success");
    await node(page, /^Write code: kept/).waitFor();
    await page.getByTestId("run-line").getByText("goes on with").waitFor();
    await page
      .getByRole("list", { name: "Steps" })
      .getByRole("link", { name: /^kept.*: Plan$/ })
      .click();
    await page.waitForURL((url) => url.pathname.endsWith(runId));
    await page.getByTestId("run-line").getByText("continued by").waitFor();
    expect(errors).toEqual([]);
    await close();
  });

  it("is run again from any step, after a question that names what that does", async () => {
    await writeFile(allowed, "");
    const { page, close, runId } = await openGated();
    await gate(page).getByRole("button", { name: "Approve" }).click();
    await ended(page, "success");
    await page.goto(`${dashboard.url}/runs/${runId}?tab=transcript`);
    await live(page);
    await page.getByRole("link", { name: "Run again from here: Write docs" }).click();
    const dialog = page.getByRole("dialog", { name: "Run again from Write docs?" });
    await dialog.getByText("Write docs, Is it right?, Ship it").waitFor();
    await dialog.getByText("Plan, Write code").waitFor();
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Run again from here" }).click();
    await page.waitForURL((url) => !url.pathname.endsWith(runId));
    await gate(page).waitFor();
    await node(page, /^Write code: kept/).waitFor();
    await node(page, /^Write docs: success/).waitFor();
    await close();
  });

  it("can be pushed back and gone on with without JavaScript", async () => {
    const { page, close, runId } = await openGated({ javaScriptEnabled: false });
    await page.getByRole("button", { name: "Push back" }).click();
    await page.getByText(/^Is required to push back/).waitFor();
    await page.getByLabel("Comment").fill("Again, please.");
    await page.getByRole("button", { name: "Push back" }).click();
    await expect
      .poll(async () => {
        await page.goto(`${dashboard.url}/runs/${runId}?tab=transcript`);
        return await page.getByTestId("round").count();
      })
      .toBe(1);
    await expect
      .poll(async () => {
        await page.goto(`${dashboard.url}/runs/${runId}?tab=transcript`);
        return await gate(page).count();
      })
      .toBe(1);
    await page.getByRole("button", { name: "Decline" }).click();
    await expect
      .poll(async () => {
        await page.goto(`${dashboard.url}/runs/${runId}?tab=transcript`);
        return await page.locator("h1 ~ p [data-status=failed]").count();
      })
      .toBe(1);
    await page.getByText("declined", { exact: true }).first().waitFor();
    await page.goto(`${dashboard.url}/runs/${runId}?tab=transcript&again=docs`);
    await page.getByRole("button", { name: "Run again from here" }).click();
    await page.waitForURL((url) => !url.pathname.endsWith(runId) && url.pathname.startsWith("/runs/"));
    expect(runIdOf(page)).not.toBe(runId);
    await close();
  });

  it("has no axe violation at its gate in the dark, and fits 390 pixels", async () => {
    const { page, close } = await openGated({ colorScheme: "dark", viewport: { width: 390, height: 844 } });
    await live(page);
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await close();
  });

  it("of a hundred steps scrolls in its own box, and every step can be reached by keyboard", async () => {
    const runId = await startRun(dashboard.url, "wide");
    const { page, close } = await dashboard.open(`/runs/${runId}?tab=transcript`, {
      viewport: { width: 390, height: 844 },
    });
    await ended(page, "success");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    const last = node(page, /^The end: success/);
    await last.focus();
    // The box may scroll smoothly.
    const isOnTop = () =>
      last.evaluate((el) => {
        const box = el.getBoundingClientRect();
        return document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2) === el;
      });
    await expect.poll(isOnTop).toBe(true);
    await page.keyboard.press("Enter");
    await page.locator("[data-marked]").getByText("The end").waitFor();
    await close();
  });
});
