import { existsSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  add,
  create,
  history,
  note,
  output,
  param,
  prompt,
  run,
  runner,
  sessions,
  status,
  violations,
  workspace,
} from "./support/console-steps.ts";
import { LONG, openConsole, QUICK, type TestConsole } from "./support/open-console.ts";

let t: TestConsole;
beforeAll(async () => {
  t = await openConsole();
});
afterEach(async () => {
  await t.stopAll();
  await t.removeAll();
});
afterAll(() => t?.close());

describe("the six ways through the console", () => {
  it("a first-time user adds a folder, creates a session with the replay, and runs a prompt", async () => {
    const page = await t.open();
    await page.getByRole("heading", { name: "No workspace yet" }).waitFor();
    await page.getByRole("link", { name: "Another folder" }).click();
    await page.getByLabel("Path (required)").fill(`${t.alpha}/nothing`);
    await page.getByRole("button", { name: "Add folder" }).click();
    await page.locator("#path[aria-invalid=true]").waitFor();
    expect(await page.getByLabel("Path (required)").inputValue()).toBe(`${t.alpha}/nothing`);
    await page.getByLabel("Path (required)").fill(t.alpha);
    await page.getByRole("button", { name: "Add folder" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });

    expect(await runner(page).inputValue()).toBe("replay");
    expect(await page.getByRole("button", { name: "Run", exact: true }).isDisabled()).toBe(true);
    await create(page, QUICK);
    await run(page, "Add a test, please");
    await status(page, "success");
    await output(page).getByText("Add a test, please").waitFor();
    await output(page).getByText("The test is there, and it passes.").waitFor();
    await output(page).getByTestId("replay").first().waitFor();
    await expect
      .poll(() => history(page).allInnerTexts())
      .toEqual([expect.stringMatching(/^Add a test, please\n+success/)]);
    await expect
      .poll(() => sessions(page).allInnerTexts())
      .toEqual([expect.stringMatching(/^Add a test, please\n.*1 run/)]);
    await page.close();
  });

  it("a first-time user without an agent plays a recording that ships, by one button", async () => {
    const page = await t.open();
    await page.getByRole("button", { name: "Play a recording" }).click();
    await page.waitForURL((url) => url.searchParams.get("run") !== null);
    await status(page, "running");
    await output(page).getByTestId("replay").first().waitFor();
    await output(page)
      .getByText(/nothing is executed/)
      .waitFor();
    expect(await sessions(page).count()).toBe(1);
    await page.close();
  });

  it("a session goes on: its runs, its thread, the next prompt", async () => {
    const page = await t.open();
    await add(page, t.alpha);
    const id = await create(page, QUICK);
    const first = await run(page, "First words");
    await status(page, "success");
    await create(page, QUICK);
    await output(page).getByText("Nothing to show yet").waitFor();

    await page.locator(`a[data-session="${id}"]`).click();
    await page.locator(`a[data-session="${id}"][aria-current=true]`).waitFor();
    await output(page).getByText("First words").waitFor();
    const second = await run(page, "Second words");
    await status(page, "success");
    await output(page).getByText("Second words").waitFor();
    await page.getByLabel("State").getByText("thread-q").waitFor();
    await expect.poll(() => history(page).count()).toBe(2);
    await page.locator(`a[data-run="${first}"]`).click();
    await output(page).getByText("First words").waitFor();
    expect(await page.locator(`a[data-run="${second}"]`).getAttribute("aria-current")).toBeNull();
    await page.close();
  });

  it("another runner in the middle of the work clears the session and says so; the prompt goes on", async () => {
    const page = await t.open();
    await add(page, t.alpha);
    const id = await create(page, LONG);
    await run(page, "Slowly");
    await status(page, "running");
    expect(await runner(page).isDisabled()).toBe(false);
    await runner(page).selectOption("codex");
    await expect
      .poll(() => note(page).innerText())
      .toBe("Session cleared: a session keeps its runner. Codex is chosen for the next session.");
    await page.waitForURL((url) => url.searchParams.get("session") === null);
    await page.locator("a[data-session][aria-current=true]").waitFor({ state: "detached" });
    expect(await runner(page).inputValue()).toBe("codex");
    expect(await page.getByRole("link", { name: "Clear Session" }).count()).toBe(0);
    await page.getByRole("button", { name: "Create Session" }).click();
    await page
      .getByRole("alert")
      .getByText(/allowedRunners/)
      .first()
      .waitFor();

    await page.getByRole("link", { name: "Show it" }).click();
    await page.locator(`a[data-session="${id}"][aria-current=true]`).waitFor();
    await status(page, "running");
    await expect.poll(() => runner(page).inputValue()).toBe("replay");
    await page.close();
  });

  it("a session is cleared; workspace and runner stay", async () => {
    const page = await t.open();
    await add(page, t.alpha);
    expect(await page.getByRole("link", { name: "Clear Session" }).count()).toBe(0);
    const id = await create(page, QUICK);
    const before = await workspace(page).inputValue();
    await page.getByRole("link", { name: "Clear Session" }).click();
    await page.waitForURL((url) => url.searchParams.get("session") === null);
    await page.getByRole("link", { name: "Clear Session" }).waitFor({ state: "detached" });
    expect(await workspace(page).inputValue()).toBe(before);
    expect(await runner(page).inputValue()).toBe("replay");
    await expect.poll(() => note(page).innerText()).toMatch(/^Session cleared\. Replay stays chosen/);
    expect(await sessions(page).getAttribute("data-session")).toBe(id);
    await page.close();
  });

  it("a workspace is removed: what is lost is named, a live run comes first, the folder stays", async () => {
    const page = await t.open();
    await add(page, t.alpha);
    await create(page, LONG);
    await run(page, "Slowly");
    await status(page, "running");
    await page.getByRole("link", { name: "Remove alpha" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("1 session", { exact: true }).waitFor();
    await dialog.getByText(/^1 run with/).waitFor();
    await dialog.getByText("A run is live in it. Stop it first.").waitFor();
    expect(await dialog.getByRole("button", { name: "Remove alpha" }).isDisabled()).toBe(true);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });

    await page.getByRole("button", { name: "Stop", exact: true }).click();
    await status(page, "canceled");
    await page.getByRole("link", { name: "Remove alpha" }).click();
    await dialog.getByRole("button", { name: "Remove alpha" }).click();
    await page.getByRole("heading", { name: "No workspace yet" }).waitFor();
    await expect.poll(() => note(page).innerText()).toMatch(/^alpha: Removed, with 1 session/);
    expect(existsSync(`${t.alpha}/notes.md`)).toBe(true);
    await page.close();
  });

  it("another workspace shows its own sessions and clears the session", async () => {
    const page = await t.open();
    await add(page, t.alpha);
    await create(page, QUICK);
    await run(page, "In alpha");
    await status(page, "success");
    await add(page, t.beta);
    await expect.poll(() => sessions(page).count()).toBe(0);
    await create(page, QUICK);
    await workspace(page).selectOption({ label: "alpha" });
    await expect.poll(() => note(page).innerText()).toMatch(/^alpha: 1 session\. The session was cleared\./);
    await expect.poll(() => sessions(page).allInnerTexts()).toEqual([expect.stringMatching(/^In alpha/)]);
    expect(param(page, "session")).toBeNull();
    await page.goBack();
    await expect.poll(() => workspace(page).locator("option:checked").innerText()).toBe("beta");
    await page.close();
  });
});

describe("a prompt that runs", () => {
  it("survives a hard refresh, a new browser and a dashboard that was killed; it is found without its address", async () => {
    const page = await t.open();
    await add(page, t.alpha);
    await create(page, LONG);
    const id = await run(page, "Slowly");
    await output(page)
      .getByText(/Working on it/)
      .waitFor();
    await page.reload();
    await status(page, "running");
    await output(page)
      .getByText(/Working on it/)
      .waitFor();
    expect(param(page, "run")).toBe(id);
    await page.close();

    const anew = await t.open();
    await status(anew, "running");
    // What was found is in the address: when the prompt ends, it is still what is shown.
    await anew.waitForURL((url) => url.searchParams.get("session") !== null);
    await output(anew)
      .getByText(/Working on it/)
      .waitFor();
    await anew.getByRole("link", { name: "Runs", exact: true }).click();
    await anew.waitForURL((url) => url.pathname === "/");
    await anew.getByRole("link", { name: "Agents", exact: true }).click();
    await status(anew, "running");
    await anew.waitForURL((url) => url.searchParams.get("session") !== null);

    process.kill(t.server().pid, "SIGKILL");
    await t.server().exited;
    await t.restart();
    await anew.locator("[data-connection=live]").waitFor({ state: "attached", timeout: 30_000 });
    await status(anew, "running");
    await expect
      .poll(
        () =>
          output(anew)
            .getByText(/Working on it/)
            .innerText(),
        { timeout: 20_000 },
      )
      .toMatch(/0 1/);
    expect(
      (
        await output(anew)
          .getByText(/Working on it/)
          .innerText()
      ).match(/Working/g),
    ).toHaveLength(1);
    await anew.getByRole("button", { name: "Stop", exact: true }).click();
    await status(anew, "canceled");
    await anew.close();
  });
});

describe("the page", () => {
  it.each([
    ["light", 1440, 900],
    ["dark", 1440, 900],
    ["light", 390, 844],
    ["dark", 390, 844],
  ] as const)("has no axe violation, %s at %i by %i", async (colorScheme, width, height) => {
    const page = await t.open("", { colorScheme, viewport: { width, height } });
    expect(await violations(page)).toEqual([]);
    await add(page, t.alpha);
    await create(page, QUICK);
    await run(page, "Look");
    await status(page, "success");
    expect(await violations(page)).toEqual([]);
    await page.getByRole("link", { name: "Raw events" }).click();
    await page.waitForURL((url) => url.searchParams.get("tab") === "events");
    expect(await violations(page)).toEqual([]);
    await page.getByRole("link", { name: "Import", exact: true }).click();
    await page.getByRole("dialog").waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    await page.close();
  });

  it("works without JavaScript: a folder, a session, a prompt", async () => {
    const page = await t.open("?open=folder", { javaScriptEnabled: false });
    await page.getByLabel("Path (required)").fill(t.alpha);
    await page.getByRole("button", { name: "Add folder" }).click();
    await page.getByLabel("Recording").selectOption({ label: QUICK });
    await page.getByRole("button", { name: "Create Session" }).click();
    await page.waitForURL(/session=/);
    await prompt(page).fill("Without scripts");
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.waitForURL(/run=/);
    await expect
      .poll(async () => {
        await page.reload();
        return await history(page).first().innerText();
      })
      .toMatch(/Without scripts\n+success/);
    await page.close();
  });
});
