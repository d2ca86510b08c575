import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { openStore, type Store } from "@codex-toolloop/store";
import type { Browser, BrowserContextOptions, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AgentRun, agentRun } from "../support/agent-run.ts";
import { launchChromium } from "../support/chromium.ts";
import { freePort, startServer, type TestServer } from "../support/server.ts";
import { setHidden } from "../support/set-hidden.ts";
import { fileSeqs, seqsOnScreen } from "./support/event-rows.ts";
import { live } from "./support/open-dashboard.ts";

let root: string;
let port: number;
let server: TestServer;
let browser: Browser;
let store: Store;
const open: AgentRun[] = [];
const serve = () => startServer({ store: root, port, env: { TOOLLOOP_ON_SHUTDOWN: "leave" } });

beforeAll(async () => {
  root = join(mkdtempSync(join(tmpdir(), "toolloop-agent-")), ".codex-toolloop");
  store = await openStore(root, { create: true });
  port = await freePort();
  server = await serve();
  browser = await launchChromium();
});
afterAll(async () => {
  for (const run of open) run.close();
  await browser?.close();
  await server?.stop();
  await store?.close();
  rmSync(join(root, ".."), { recursive: true, force: true });
});

async function prompt(text: string, meta = {}): Promise<AgentRun> {
  const run = await agentRun(store, text, meta);
  open.push(run);
  return run;
}

async function show(run: AgentRun, query = "", options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.once("close", () => void context.close().catch(() => {}));
  await page.goto(`${server.url}/runs/${run.runId}${query}`);
  if (options.javaScriptEnabled !== false) await live(page);
  return page;
}
const transcript = (page: Page) => page.getByRole("region", { name: "Transcript" });
const card = (page: Page) => page.getByTestId("approval");
const message = (text: string) => ({ kind: "message", role: "assistant", text }) as const;
const turn = { type: "turn.started", turnId: "t", runner: "codex", model: "gpt-test" } as const;

describe("an agent's turn", () => {
  it("streams: thinking, then growing markdown, an amber tool, output that the aggregate replaces, plan and reasoning", async () => {
    const run = await prompt("Count the lines");
    const page = await show(run, "", { reducedMotion: "reduce" });
    const thinking = page.getByTestId("thinking");
    await thinking.getByText("starting codex").waitFor();
    run.emit(turn, { type: "iteration.started", iteration: 3, max: 20 });
    await thinking.getByText("thinking").waitFor();
    // The prompt stands first.
    expect(await transcript(page).locator("[data-offset]").first().innerText()).toContain("Count the lines");

    run.emit(
      { type: "item.started", itemId: "r", item: { kind: "reasoning", text: "" } },
      { type: "item.delta", itemId: "r", field: "text", delta: "First I look\n\nthen I count" },
    );
    await page.getByText("then I count").waitFor();
    expect(await thinking.count()).toBe(0);
    run.emit({ type: "item.finished", itemId: "r", item: { kind: "reasoning", text: "First I look\n\nthen I count" } });
    await page.getByText("then I count").waitFor({ state: "detached" });
    await thinking.waitFor();

    run.emit({ type: "item.started", itemId: "m", item: message("") });
    for (const delta of ["There are **se", "ven** lines:\n\n- one\n", "- two"])
      run.emit({ type: "item.delta", itemId: "m", field: "text", delta });
    const growing = page.locator("[data-streaming]");
    await growing.getByRole("listitem").nth(1).waitFor();
    expect(await growing.locator("strong").innerText()).toBe("seven");
    await page.getByTestId("pulse").waitFor();
    // The cursor stands behind the last word, still where motion is not wanted.
    const cursor = await growing
      .getByRole("listitem")
      .last()
      .evaluate((el) => {
        const style = getComputedStyle(el, "::after");
        return { width: style.width, animation: style.animationName };
      });
    expect(cursor.animation).toBe("none");
    expect(Number.parseFloat(cursor.width)).toBeGreaterThan(3);
    run.emit({ type: "item.finished", itemId: "m", item: message("There are **seven** lines:\n\n- one\n- two") });
    await growing.waitFor({ state: "detached" });

    const tool = page.locator("[data-active]");
    run.emit({ type: "item.started", itemId: "k", item: { kind: "tool_call", tool: "grep" } });
    run.emit({ type: "item.delta", itemId: "k", field: "input", delta: '{"pattern": "lin' });
    await tool.getByText('{"pattern": "lin').waitFor();
    run.emit({
      type: "item.finished",
      itemId: "k",
      item: { kind: "tool_call", tool: "grep", input: { pattern: "lines" }, result: "7", status: "completed" },
    });
    await tool.waitFor({ state: "detached" });

    run.emit({ type: "item.started", itemId: "c", item: { kind: "command", command: "wc -l notes.txt" } });
    run.emit({ type: "item.delta", itemId: "c", field: "output", delta: "\u001b[32mcounting\u001b[0m\n" });
    await tool.locator(".ansi-green-fg").getByText("counting").waitFor();
    const done = { kind: "command", command: "wc -l notes.txt", output: "start\ncounting\n7\n", exitCode: 0 } as const;
    run.emit({ type: "item.finished", itemId: "c", item: { ...done, durationMs: 20, status: "completed" } });
    await expect.poll(() => page.getByTestId("output").innerText()).toBe("start\ncounting\n7");

    run.emit({
      type: "usage.updated",
      usage: { inputTokens: 12_300, outputTokens: 450, contextTokens: 50_000, contextWindow: 200_000, costUsd: 0.031 },
    });
    const strip = page.getByTestId("agent-strip");
    await strip.getByText("25 %").waitFor();
    expect((await strip.innerText()).replace(/\s+/g, " ")).toMatch(
      /codex gpt-test turn 3 of 20 12\.3k in · 450 out .*25 % \$0\.0310/,
    );
    run.finish();
    await page.getByText("Turn completed").waitFor();
    expect(await thinking.count()).toBe(0);
    await page.close();
  });

  it("loses and doubles nothing over a reload, a change of page and thousands of pieces", async () => {
    const run = await prompt("Say a lot");
    run.emit(turn, { type: "item.started", itemId: "m", item: message("") });
    const say = (from: number, to: number) => {
      for (let i = from; i < to; i++)
        run.emit({ type: "item.delta", itemId: "m", field: "text", delta: i % 40 === 39 ? `w${i}.\n\n` : `w${i} ` });
    };
    say(0, 1500);
    const page = await show(run);
    say(1500, 3500);
    await page.getByText("w3499").waitFor();
    await page.reload();
    await page.getByRole("link", { name: "Runs", exact: true }).first().click();
    await page.waitForURL(`${server.url}/`);
    say(3500, 4000);
    await page.goBack();
    await page.getByText("w3999").waitFor();
    say(4000, 4200);
    await page.getByText("w4199").waitFor();
    const words = async () => {
      const text = await page.locator("[data-streaming]").innerText();
      return [...text.matchAll(/w(\d+)/g)].map((m) => Number(m[1]));
    };
    // What lies before the first paint's part is read on its own.
    await expect.poll(async () => (await words())[0]).toBe(0);
    expect(await words()).toEqual(Array.from({ length: 4200 }, (_, i) => i));
    run.finish();
    await page.getByText("Turn completed").waitFor();
    await page.close();
    const short = await prompt("Say little");
    short.emit(
      turn,
      ...Array.from({ length: 40 }, (_, i) => ({ type: "notice", level: "info", message: `${i}` }) as const),
    );
    const list = await show(short, "?tab=events");
    for (let i = 0; i < 200; i++) short.emit({ type: "item.delta", itemId: "m", field: "text", delta: `${i} ` });
    await list.reload();
    await live(list);
    expect(await seqsOnScreen(list)).toEqual(await fileSeqs(short.writer.runDir));
    await list.close();
    short.finish();
  });

  it("goes on where the stream is blocked, by asking, says so, and is live again", async () => {
    const run = await prompt("Go on without a stream");
    run.emit(turn);
    const page = await show(run);
    let asked = 0;
    await page.route("**/api/events**", (route) => route.abort());
    await page.route("**/detail**", (route) => {
      asked++;
      return route.continue();
    });
    // What the browser holds now is cut as well.
    await server.stop();
    server = await serve();
    await page.locator("[data-connection=polling]").waitFor();
    run.emit({ type: "item.finished", itemId: "a", item: message("said without a stream") });
    await page.getByText("said without a stream").waitFor();
    expect(asked).toBeGreaterThan(0);
    await page.unroute("**/api/events**");
    await live(page);
    const before = asked;
    run.emit({ type: "item.finished", itemId: "b", item: message("said live again") });
    await page.getByText("said live again").waitFor();
    expect(asked).toBe(before);
    expect(await page.getByText("said without a stream").count()).toBe(1);
    await page.close();
    run.finish();
  });

  it("says of a replay what it is, and cannot be steered", async () => {
    const run = await prompt("Played again", { runner: "replay", replayOf: { recording: "tour" } });
    run.emit({ ...turn, replayOf: "the tour" });
    const page = await show(run);
    await page.locator("header").getByTestId("replay").waitFor();
    await transcript(page).getByTestId("replay").getByText("the tour").waitFor();
    const steer = page.getByRole("form", { name: "Steer the agent" });
    expect(await steer.getByRole("textbox").isDisabled()).toBe(true);
    expect(await steer.getByRole("textbox").getAttribute("placeholder")).toContain("replay");
    await page.close();
    run.finish();
  });

  it("takes a text while it works, and shows it once the agent has it", async () => {
    const run = await prompt("Be steered");
    run.emit(turn);
    const page = await show(run);
    const steer = page.getByRole("form", { name: "Steer the agent" });
    await steer.getByRole("textbox").fill("only the tests, please");
    await steer.getByRole("textbox").press("Enter");
    expect(await run.control("steer")).toMatchObject({ text: "only the tests, please" });
    await steer.getByText("Sent").waitFor();
    expect(await steer.getByRole("textbox").inputValue()).toBe("");
    const said = { kind: "message", role: "user", text: "only the tests, please", status: "completed" } as const;
    run.emit({ type: "item.finished", itemId: "steer-1", item: said });
    await transcript(page).getByText("only the tests, please").waitFor();
    run.finish();
    await steer.waitFor({ state: "detached" });
    await page.close();
  });
});

describe("an approval", () => {
  it("waits in list, title and head, survives a reload and a restart, and is given by a click", async () => {
    const run = await prompt("Ask first");
    run.emit(turn, { type: "item.started", itemId: "c", item: { kind: "command", command: "rm -rf build" } });
    run.ask("q1", { itemId: "c", title: "Run rm -rf build", detail: "rm -rf build\nin /repo" });
    const page = await show(run);
    await card(page).getByRole("button", { name: "Approve", exact: true }).waitFor();
    await page.locator("header [data-waits]").waitFor();
    await expect.poll(() => page.title()).toMatch(/^1 waiting · /);
    await page.getByText("waits for a decision").waitFor();
    await page.goto(server.url);
    await page.locator("tr [data-waits]").getByText("waits for approval").waitFor();
    await server.stop();
    server = await serve();
    await page.goto(`${server.url}/runs/${run.runId}`);
    await live(page);
    await card(page).getByRole("button", { name: "Approve for session" }).click();
    expect(await run.control("approval")).toMatchObject({ approvalId: "q1", decision: "approve_for_session" });
    await card(page).getByText("Sent.").waitFor();
    run.resolve("q1", "approve_for_session", "ada");
    await card(page).getByText("approved for the session by ada").waitFor();
    // Who pressed the button is not left nowhere.
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("data-testid"))).toBe("approval");
    await page.locator("header [data-waits]").waitFor({ state: "detached" });
    await expect.poll(() => page.title()).not.toMatch(/waiting/);
    await page.close();
    run.finish();
  });

  it("is given by a key, only where nothing is typed and only in sight", async () => {
    const run = await prompt("Ask and go on talking");
    run.emit(turn);
    run.ask("q1", { title: "Run the tests" });
    const page = await show(run);
    await card(page).getByRole("button", { name: "Decline" }).waitFor();
    await page.getByText(/^Approval needed: Run the tests\. y: Approve/).waitFor({ state: "attached" });
    await page.getByLabel("Say something to the agent").pressSequentially("day");
    run.emit(
      ...Array.from({ length: 60 }, (_, i) => ({ type: "notice", level: "info", message: `line ${i}` }) as const),
    );
    const bar = page.getByTestId("approval-bar");
    await bar.getByText("1 approval waits").waitFor();
    await page.getByLabel("Say something to the agent").blur();
    await page.keyboard.press("d");
    // The key only brought it into sight.
    await bar.waitFor({ state: "detached" });
    await card(page).getByRole("button", { name: "Decline" }).waitFor();
    await card(page).getByLabel("Reason").fill("not now");
    await page.keyboard.press("Escape");
    await card(page).getByLabel("Reason").blur();
    // What scrolls still, or is covered, would only be shown by the key.
    await card(page).getByRole("button", { name: "Decline" }).click({ trial: true });
    await page.keyboard.press("d");
    expect(await run.control("approval")).toMatchObject({ approvalId: "q1", decision: "decline", comment: "not now" });
    run.resolve("q1", "decline", "ada", "not now");
    await card(page).getByText("declined by ada").waitFor();
    await page.close();
    run.finish();
  });

  it("answered elsewhere shows who and what; too late it says what happened", async () => {
    const run = await prompt("Ask two people");
    run.emit(turn);
    run.ask("q1", { title: "Write a file" });
    const [page, other] = [await show(run), await show(run)];
    await card(other).getByRole("button", { name: "Decline" }).click();
    await run.control("approval");
    // The run has taken it, its event has not come yet.
    run.meta({ approvals: [] });
    await page.locator("header [data-waits]").waitFor({ state: "detached" });
    await card(page).getByRole("button", { name: "Approve", exact: true }).click();
    await card(page)
      .getByRole("alert")
      .getByText(/already/)
      .waitFor();
    run.emit({ type: "approval.resolved", approvalId: "q1", decision: "decline", by: "grace" });
    await card(page).getByText("declined by grace").waitFor();
    await card(other).getByText("declined by grace").waitFor();
    await Promise.all([page.close(), other.close()]);
    run.finish();
  });

  it("can be given without JavaScript", async () => {
    const run = await prompt("Ask plainly");
    run.emit(turn);
    run.ask("q1", { title: "Plain question" });
    const page = await show(run, "?tab=transcript", { javaScriptEnabled: false });
    await card(page).getByRole("button", { name: "Approve", exact: true }).click();
    expect(await run.control("approval")).toMatchObject({ approvalId: "q1", decision: "approve" });
    await page.close();
    run.finish();
  });

  it("is told on the desktop while the tab is hidden, once somebody wished it where one waits", async () => {
    const run = await prompt("Ask somebody who is elsewhere");
    run.emit(turn);
    run.ask("q1", { title: "First question" });
    const page = await show(run, "", { permissions: ["notifications"] });
    // Headless, the browser shows none: what the page asks it to show is kept.
    await page.evaluate(() => {
      const told: string[] = [];
      class Kept {
        static permission = "granted";
        static requestPermission = async () => "granted";
        constructor(title: string, options: NotificationOptions) {
          told.push(`${title}: ${options.body}`);
        }
      }
      Object.assign(window, { told, Notification: Kept });
    });
    const told = () => page.evaluate(() => (window as unknown as { told: string[] }).told);
    await card(page).getByRole("button", { name: "Tell me on the desktop when one waits" }).click();
    await card(page).getByRole("button", { name: "Tell me" }).waitFor({ state: "detached" });
    run.ask("q2", { title: "Seen on the page" });
    await page.getByText("Seen on the page").first().waitFor();
    expect(await told()).toEqual([]);
    await setHidden(page, true);
    run.ask("q3", { title: "Asked behind the back" });
    await expect.poll(told).toEqual([`${"Ask somebody who is elsewhere"} waits for approval: Asked behind the back`]);
    await page.close();
    run.finish();
  });

  it("that nobody answered says so once the run is over", async () => {
    const run = await prompt("Ask in vain");
    run.emit(turn);
    run.ask("q1", { title: "Is anybody there" });
    const page = await show(run);
    await card(page).getByRole("button", { name: "Decline" }).waitFor();
    run.finish("canceled");
    await card(page).getByText("not answered").waitFor();
    expect(await card(page).getByRole("button").count()).toBe(0);
    await page.close();
  });
});

describe("accessibility", () => {
  it.each(["light", "dark"] as const)("has no violation while an agent works and asks (%s)", async (colorScheme) => {
    const run = await prompt("Everything at once");
    run.emit(
      turn,
      { type: "iteration.started", iteration: 1, max: 5 },
      {
        type: "item.finished",
        itemId: "p",
        item: {
          kind: "plan",
          steps: [
            { text: "One", status: "completed" },
            { text: "Two", status: "in_progress" },
          ],
        },
      },
      {
        type: "item.finished",
        itemId: "f",
        item: { kind: "file_change", changes: [{ path: "a.ts", change: "update", diff: "@@ -1 +1 @@\n-old\n+new\n" }] },
      },
      { type: "usage.updated", usage: { inputTokens: 1, outputTokens: 2, contextTokens: 9, contextWindow: 10 } },
      { type: "item.started", itemId: "c", item: { kind: "command", command: "sleep 1" } },
      { type: "item.started", itemId: "m", item: message("") },
      { type: "item.delta", itemId: "m", field: "text", delta: "Some *text* and `code`" },
    );
    run.ask("q1", { title: "May I", detail: "rm -rf build" });
    const page = await show(run, "", { colorScheme });
    await card(page).getByRole("button", { name: "Decline" }).waitFor();
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().include("main").analyze();
    expect(violations.map((v) => `${v.id} ${v.nodes.map((n) => n.html.slice(0, 160)).join(" | ")}`)).toEqual([]);
    await page.close();
    run.finish();
  });
});
