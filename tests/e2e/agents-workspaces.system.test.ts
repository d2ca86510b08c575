import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { add, create, note, output, run, sessions, status, violations, workspace } from "./support/console-steps.ts";
import { LONG, openConsole, QUICK, type TestConsole } from "./support/open-console.ts";

let t: TestConsole;
beforeAll(async () => {
  t = await openConsole({ TOOLLOOP_MAX_CONCURRENT: "1" });
});
afterEach(async () => {
  await t.stopAll();
  await t.removeAll();
});
afterAll(() => t?.close());

const chosen = (page: Parameters<typeof workspace>[0]) => workspace(page).locator("option:checked").innerText();

describe("a workspace", () => {
  it("is cloned: a bad address is told at its field, the clone becomes the workspace, and goes only when ticked", async () => {
    const page = await t.open("?open=import");
    await page.getByLabel("Repository (required)").fill("-oops");
    await page.getByRole("button", { name: "Import", exact: true }).click();
    await page
      .locator("#source_uri-error")
      .getByText(/must not begin with a dash/i)
      .waitFor();
    expect(await page.getByLabel("Repository (required)").inputValue()).toBe("-oops");
    await page.getByLabel("Repository (required)").fill(t.repo);
    await page.getByRole("button", { name: "Import", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.locator("[data-status=success]").waitFor();
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole("link", { name: "Open repo" }).click();
    await dialog.waitFor({ state: "detached" });
    expect(await chosen(page)).toBe("repo");

    await page.getByRole("link", { name: "Remove repo" }).click();
    const path = (await dialog.getByLabel("Delete the clone too").locator("xpath=../span/span").innerText()).trim();
    expect(existsSync(path)).toBe(true);
    await dialog.getByLabel("Delete the clone too").check();
    await dialog.getByRole("button", { name: "Remove repo" }).click();
    await page.getByRole("heading", { name: "No workspace yet" }).waitFor();
    await expect.poll(() => note(page).innerText()).toMatch(/Its clone was deleted/);
    expect(existsSync(path)).toBe(false);
    await page.close();
  });

  it("whose clone waits shows its place in the queue, and is canceled", async () => {
    const page = await t.open();
    await add(page, t.alpha);
    await create(page, LONG);
    await run(page, "Takes the only slot");
    await status(page, "running");
    await page.getByRole("link", { name: "Import", exact: true }).click();
    await page.getByLabel("Repository (required)").fill(t.repo);
    await page.getByRole("button", { name: "Import", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("position 1 in the queue").waitFor();
    await dialog.getByRole("button", { name: "Stop", exact: true }).click();
    await dialog.getByText("The import was canceled.").waitFor();
    await page.close();
  });

  it("that is scanned for: without roots the setting is named", async () => {
    const page = await t.open("?open=scan");
    const dialog = page.getByRole("dialog");
    await dialog.getByText("No roots are set, so there is nowhere to look.").waitFor();
    expect(await dialog.getByText("TOOLLOOP_WORKSPACE_ROOTS").count()).toBe(1);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await page.close();
  });

  it("that is scanned for is ticked and added; what is on the list is marked", async () => {
    await t.restart({ TOOLLOOP_WORKSPACE_ROOTS: dirname(t.repo) });
    const page = await t.open("?open=scan");
    const dialog = page.getByRole("dialog");
    await dialog.getByText(t.repo).waitFor();
    await dialog.getByRole("button", { name: "Add the ticked folders" }).click();
    await dialog.getByText(/tick at least one folder/i).waitFor();
    await dialog.getByRole("checkbox").check();
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Add the ticked folders" }).click();
    await dialog.waitFor({ state: "detached" });
    expect(await chosen(page)).toBe("repo");
    await page.getByRole("link", { name: "Scan", exact: true }).click();
    await dialog.getByText("on the list already").waitFor();
    expect(await dialog.getByRole("checkbox").isDisabled()).toBe(true);
    await page.close();
  });

  it("that is added elsewhere is here at once, and so is another's session", async () => {
    const page = await t.open();
    await page.getByRole("heading", { name: "No workspace yet" }).waitFor();
    const { body } = await t.ask("/workspaces/import-local", "POST", { path: t.alpha });
    await page.getByRole("button", { name: "Create Session" }).waitFor();
    const runs = (await t.ask("/runs?kind=prompt")).body as { items: { runId: string; sessionId?: string }[] };
    const tape = runs.items.find((r) => r.sessionId === undefined)?.runId;
    await t.ask("/sessions", "POST", {
      workspace_id: (body as { id: string }).id,
      runner_type: "replay",
      replay: { runId: tape },
    });
    await expect.poll(() => sessions(page).count()).toBe(1);
    await page.close();
  });
});

describe("a session with a worktree of its own", () => {
  it("shows what is changed against the base; commits, merges and discards it", async () => {
    const { body } = await t.ask("/workspaces/import-local", "POST", { path: t.repo });
    const runs = (await t.ask("/runs?kind=prompt")).body as { items: { runId: string; title: string }[] };
    const session = await t.ask("/sessions", "POST", {
      workspace_id: (body as { id: string }).id,
      runner_type: "replay",
      replay: { runId: runs.items.find((r) => r.title === QUICK)?.runId },
      isolate: true,
    });
    const { id, worktree } = session.body as { id: string; worktree: { path: string } };
    const page = await t.open(`?session=${id}&tab=changes`);
    const panel = output(page);
    await panel.getByText("There is nothing here that main does not have.").waitFor();
    expect(await panel.getByRole("button", { name: "Merge into main" }).isDisabled()).toBe(true);

    await writeFile(join(worktree.path, "new.txt"), "new\n");
    await page.reload();
    await panel.getByText("new.txt").first().waitFor();
    expect(await violations(page)).toEqual([]);
    await panel.getByRole("button", { name: "Commit", exact: true }).click();
    await panel.locator("#message-error").waitFor();
    await panel.getByLabel("Message of the commit").fill("Add new.txt");
    await panel.getByRole("button", { name: "Commit", exact: true }).click();
    await panel.getByText(/^Committed as /).waitFor();
    await panel
      .getByText(/1 commit/)
      .first()
      .waitFor();
    expect(existsSync(join(t.repo, "new.txt"))).toBe(false);
    await panel.getByRole("button", { name: "Merge into main" }).click();
    await panel.getByText(/^Merged as /).waitFor();
    expect(existsSync(join(t.repo, "new.txt"))).toBe(true);
    await panel.getByText("There is nothing here that main does not have.").waitFor();
    expect(await panel.getByRole("button", { name: "Merge into main" }).isDisabled()).toBe(true);

    await writeFile(join(worktree.path, "waste.txt"), "waste\n");
    await page.reload();
    await panel.getByText("waste.txt").first().waitFor();
    await panel.getByText("Discard …").click();
    await panel.getByRole("button", { name: "Discard everything" }).click();
    await panel.getByText("Discarded: the worktree is as its base.").waitFor();
    expect(existsSync(join(worktree.path, "waste.txt"))).toBe(false);
    await page.close();
  });
});
