import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { add, create, history, output, param, prompt, run, sessions, status } from "./support/console-steps.ts";
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

describe("a prompt", () => {
  it("names a file by @, is kept over a reload by session, and goes when it runs", async () => {
    const page = await t.open();
    await add(page, t.alpha);
    await prompt(page).fill("Typed before there was a session");
    await create(page, QUICK);
    await expect.poll(() => prompt(page).inputValue()).toBe("Typed before there was a session");
    await prompt(page).fill("");
    await prompt(page).pressSequentially("Read @no");
    await page.getByRole("option", { name: "notes.md" }).waitFor();
    await page.keyboard.press("Enter");
    await expect.poll(() => prompt(page).inputValue()).toBe("Read @notes.md ");
    const first = param(page, "session");
    await create(page, QUICK);
    expect(await prompt(page).inputValue()).toBe("");
    await page.locator(`a[data-session="${first}"]`).click();
    await expect.poll(() => prompt(page).inputValue()).toBe("Read @notes.md ");
    await page.reload();
    await expect.poll(() => prompt(page).inputValue()).toBe("Read @notes.md ");
    await prompt(page).focus();
    await page.keyboard.press("Control+Enter");
    await status(page, "success");
    await expect.poll(() => prompt(page).inputValue()).toBe("");
    await page.close();
  });

  it("waits with its place in the queue where every slot is taken; Run cannot be pressed beside a live one", async () => {
    const page = await t.open();
    await add(page, t.alpha);
    await create(page, LONG);
    await run(page, "Takes the only slot");
    await status(page, "running");
    expect(await page.getByRole("button", { name: "Run", exact: true }).isDisabled()).toBe(true);
    await create(page, QUICK);
    await page.getByText("Waits at position 1: 1 of 1 slots are taken.").waitFor();
    await run(page, "Waits");
    await status(page, "queued");
    await page.getByRole("region", { name: "Prompt" }).getByText("position 1 in the queue").waitFor();
    await page.getByRole("button", { name: "Stop", exact: true }).click();
    await status(page, "canceled");
    await page.close();
  });

  it("is run again from its own page, which leads back to its session", async () => {
    const page = await t.open();
    await add(page, t.alpha);
    const session = await create(page, QUICK);
    const id = await run(page, "Once more, with feeling");
    await status(page, "success");
    await page.goto(`${t.server().url}/runs/${id}`);
    await page.getByRole("link", { name: "Session", exact: true }).click();
    await page.waitForURL((url) => url.pathname === "/agents");
    expect(param(page, "session")).toBe(session);
    await output(page).getByText("Once more, with feeling").waitFor();
    await page.goBack();
    await page.getByRole("link", { name: "Run again" }).click();
    await expect.poll(() => prompt(page).inputValue()).toBe("Once more, with feeling");
    await page.goto(`${t.server().url}/`);
    await page.locator(`tr[data-run="${id}"]`).getByRole("link", { name: "session" }).click();
    await page.waitForURL((url) => url.pathname === "/agents" && url.searchParams.get("run") === id);
    await page.close();
  });

  it("and its sessions are reached by the keys and by the palette", async () => {
    const page = await t.open();
    await add(page, t.alpha);
    const older = await create(page, QUICK);
    await run(page, "By the keys");
    await status(page, "success");
    await create(page, LONG);
    await expect.poll(() => prompt(page).evaluate((el) => el === document.activeElement)).toBe(true);
    await page.keyboard.press("Escape");
    expect(await prompt(page).evaluate((el) => el === document.activeElement)).toBe(false);
    await page.keyboard.press("n");
    expect(await prompt(page).evaluate((el) => el === document.activeElement)).toBe(true);
    await run(page, "Goes on");
    await status(page, "running");
    await prompt(page).press("Escape");
    await page.keyboard.press("s");
    await status(page, "canceled");
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.searchParams.get("session") === older);
    await expect.poll(() => history(page).count()).toBe(1);
    await page.keyboard.press("Control+k");
    await page.getByPlaceholder("Go to, start, stop …").fill("Goes on");
    await page.getByRole("option", { name: /Goes on.*alpha · replay/ }).click();
    await page.waitForURL((url) => url.searchParams.get("session") !== older);
    await expect.poll(() => sessions(page).count()).toBe(2);
    await page.close();
  });
});
