import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { EventInput } from "@codex-toolloop/protocol";
import { newRunId, openStore, type Store } from "@codex-toolloop/store";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateEvents } from "../../packages/store/test/support/generate-events.ts";
import { launchChromium } from "../support/chromium.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { startRun } from "../support/start-run.ts";
import { fileSeqs, seqsOnScreen } from "./support/event-rows.ts";

const DOM_MAX = 1500;
let root: string;
let server: TestServer;
let browser: Browser;
let store: Store;
const runs = { failed: "", huge: "" };

/** A run as its process would leave it, written by the store's own writer. */
async function leaveRun(title: string, status: "failed" | "success", events: EventInput[], log = LOG): Promise<string> {
  const runId = newRunId();
  const createdAt = new Date().toISOString();
  const facts = {
    kind: "workflow",
    workflow: "review",
    title,
    requestedBy: "ada",
    requestedVia: "cli",
    createdAt,
  } as const;
  await store.createRun({
    v: 1,
    runId,
    ...facts,
    inputs: {},
    hasSpec: false,
    timeoutSeconds: 60,
    stopGraceSeconds: 1,
    source: "builtin",
  });
  const writer = store.openRunWriter(runId);
  for (const event of events) writer.emit(event);
  writer.writeFile("final-report.md", REPORT);
  writer.writeFile("step-outputs/verify.json", JSON.stringify({ passed: 46, files: [{ path: "a.ts", lines: 3 }] }));
  writer.writeFile("changes.diff", "diff --git a/a.ts b/a.ts\n--- a/a.ts\n+++ b/a.ts\n@@ -1 +1 @@\n-old\n+new\n");
  appendFileSync(writer.logPath, log);
  writer.writeMeta({
    ...facts,
    startedAt: createdAt,
    finishedAt: createdAt,
    status,
    reason: "step_failed",
    durationMs: 1,
  });
  writer.close();
  return runId;
}

/** Many events, then a command that goes on printing until it is stopped. */
const TALK = `name: talk
workspace: none
steps:
${Array.from({ length: 30 }, (_, i) => `  - { id: s${i}, run: [echo, step ${i}] }`).join("\n")}
  - { id: talk, run: [sh, -c, "for i in $(seq 1 900); do echo this is a real command $i; sleep 0.2; done"] }
`;
const LOG = "\u001b[31merror\u001b[0m: two tests failed\n\u001b]0;title\u0007end\n";
const REPORT = `# Report
<img src=x onerror="window.pwned=1"> <script>window.pwned=1</script>
[evil](javascript:window.pwned=1) [outside](https://example.org/x) ![pixel](https://example.org/p.png)
[file](step-outputs/verify.json)
`;
const message = (text: string) => ({ kind: "message", role: "assistant", text }) as const;
const EVENTS: EventInput[] = [
  { type: "run.started", workflow: "review" },
  { type: "run.planned", steps: [{ id: "verify", title: "Verify" }] },
  { type: "step.started", stepId: "verify", title: "Verify", attempt: 1, command: ["rm", "x\u202etxt"], logStart: 0 },
  {
    type: "step.finished",
    stepId: "verify",
    status: "failed",
    reason: "exit_nonzero",
    attempt: 1,
    willRetry: true,
    durationMs: 5,
    exitCode: 2,
    logStart: 0,
    logEnd: 40,
  },
  { type: "step.started", stepId: "verify", title: "Verify", attempt: 2 },
  { type: "item.finished", stepId: "verify", itemId: "m", item: message(`needle ${REPORT}`) },
  { type: "notice", level: "error", message: "broken" },
  { type: "step.finished", stepId: "verify", status: "failed", reason: "exit_nonzero", attempt: 2, durationMs: 5 },
  { type: "run.finished", status: "failed", reason: "step_failed" },
];

beforeAll(async () => {
  root = join(mkdtempSync(join(tmpdir(), "toolloop-run-page-")), ".codex-toolloop");
  store = await openStore(root, { create: true });
  runs.failed = await leaveRun("Failed run", "failed", EVENTS);
  runs.huge = await leaveRun("Huge run", "success", []);
  await generateEvents(join(store.runDir(runs.huge), "events.jsonl"), { bytes: 50 * 2 ** 20, runId: runs.huge });
  const line = "2026-11-20 12:00:00 \u001b[32mcompiling\u001b[0m module number 1234567, all fine so far\n";
  for (let i = 0; i < 20; i++) appendFileSync(join(store.runDir(runs.huge), "output.log"), line.repeat(10_000));
  mkdirSync(join(root, "workflows"), { recursive: true });
  writeFileSync(join(root, "workflows/talk.yaml"), TALK);
  server = await startServer({ store: root });
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await store?.close();
  if (root) rmSync(join(root, ".."), { recursive: true, force: true });
});

async function open(path: string, options: { dark?: boolean; width?: number } = {}): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1440, height: options.width ? 844 : 900 },
    colorScheme: options.dark ? "dark" : "light",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  page.once("close", () => void context.close().catch(() => {}));
  await page.goto(`${server.url}${path}`);
  // The page has come alive: what is typed before may be lost on a busy machine.
  await page.locator("[data-connection=live]").waitFor({ state: "attached" });
  return page;
}

const start = (workflow: string) => startRun(server.url, workflow);

const nodes = (page: Page) => page.evaluate(() => document.querySelectorAll("*").length);
const seqsOnDisk = (runId: string) => fileSeqs(store.runDir(runId));

describe("a live run", () => {
  it("shows output as it is printed, loses and doubles nothing over a reload, and stops with a receipt", async () => {
    const runId = await start("talk");
    const page = await open(`/runs/${runId}`);
    await page.waitForSelector("[data-status=running]");
    const printed = () =>
      page
        .getByTestId("pane")
        .innerText()
        .then((text) => Math.max(0, ...[...text.matchAll(/this is a real command (\d+)/g)].map((m) => Number(m[1]))));
    await expect.poll(printed, { timeout: 30_000 }).toBeGreaterThan(2);
    expect(new URL(page.url()).searchParams.get("tab")).toBe("transcript");
    await page.reload();
    await page.waitForSelector("[data-status=running]");
    await expect.poll(printed, { timeout: 30_000 }).toBeGreaterThan(0);
    const before = await printed();
    await expect.poll(printed, { timeout: 30_000 }).toBeGreaterThan(before + 2);
    const { pid } = (await (await fetch(`${server.url}/api/runs/${runId}`)).json()) as { pid: number };
    expect(pid).toBeGreaterThan(1);
    await page.getByRole("button", { name: "Stop" }).click();
    await page.waitForSelector("[data-status=canceled]", { timeout: 40_000 });
    await page.getByTestId("receipt").getByText("nothing of it is left").waitFor();
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
    await page.goto(`${server.url}/runs/${runId}?tab=events`);
    expect(await seqsOnScreen(page)).toEqual(await seqsOnDisk(runId));
    await page.close();
  });
});

describe("a run that has ended", () => {
  it("keeps both attempts in sight, and writes out a hidden character in a command", async () => {
    const page = await open(`/runs/${runs.failed}?tab=transcript`);
    await page.getByText("attempt 2").first().waitFor();
    await page.getByText("x⟨U+202E⟩txt").first().waitFor();
    await page.close();
  });

  it("runs nothing that a report or a message holds, and shows where links go", async () => {
    for (const tab of ["report", "transcript"]) {
      const page = await open(`/runs/${runs.failed}?tab=${tab}`);
      await page.getByText("(https://example.org/x)").waitFor();
      expect(await page.locator('a[href^="javascript"]').count()).toBe(0);
      expect(await page.locator(".prose-run img, .prose-run script").count()).toBe(0);
      expect(await page.evaluate(() => "pwned" in window)).toBe(false);
      expect(await page.getByRole("link", { name: "outside" }).getAttribute("rel")).toBe(
        "noopener noreferrer nofollow",
      );
      await page.close();
    }
  });

  it("goes to a linked event, finds text, and filters by type", async () => {
    const target = readFileSync(join(store.runDir(runs.failed), "events.jsonl"), "utf8").indexOf('{"v":1', 300);
    const bytes = Buffer.byteLength(
      readFileSync(join(store.runDir(runs.failed), "events.jsonl"), "utf8").slice(0, target),
    );
    const page = await open(`/runs/${runs.failed}?tab=events#e-${bytes}`);
    await page.waitForSelector(`[data-offset="${bytes}"][data-marked]`);
    await page.keyboard.press("Control+f");
    await page.keyboard.type("needle");
    await page.keyboard.press("Enter");
    await page.waitForSelector('[data-seq="5"][data-marked]');
    await page.getByLabel("Type").selectOption("step.started");
    await page.waitForFunction(() => document.querySelectorAll("[data-testid=event]").length === 2);
    await page.close();
  });

  for (const dark of [false, true])
    it(`has no accessibility violation in any tab (${dark ? "dark" : "light"})`, async () => {
      const page = await open(`/runs/${runs.failed}`, { dark });
      for (const tab of ["transcript", "events", "log", "outputs", "report", "changes", "files", "about"]) {
        await page.goto(`${server.url}/runs/${runs.failed}?tab=${tab}`);
        await page.waitForSelector('[aria-current="page"]');
        const axe = new AxeBuilder({ page }).setLegacyMode().include("main");
        // Dark differs in its colours alone.
        const { violations } = await (dark ? axe.withRules("color-contrast") : axe).analyze();
        expect(
          violations.map((v) => `${tab}: ${v.id} ${v.nodes.map((n) => n.html.slice(0, 160)).join(" | ")}`),
        ).toEqual([]);
      }
      await page.close();
    });

  it.each([0, 1, 6, 16, 40])("shows a log of %s lines from the first to the last", async (lines) => {
    const text = Array.from({ length: lines }, (_, i) => `line ${i + 1}\n`).join("");
    const runId = await leaveRun(`${lines} lines`, "success", [{ type: "run.started", workflow: "review" }], text);
    const page = await open(`/runs/${runId}?tab=log`);
    if (lines === 0) await page.getByText("Nothing was printed.").waitFor();
    else await page.getByText(`line ${lines}`, { exact: true }).waitFor();
    await page.getByText("100%", { exact: true }).waitFor();
    // What fits into the pane is in the page, all of it.
    const rows = await page.getByTestId("pane").locator("[data-offset]").allInnerTexts();
    if (lines <= 16) expect(rows.map((r) => r.trim())).toEqual(text.split("\n").slice(0, -1));
    else expect(rows.at(-1)?.trim()).toBe(`line ${lines}`);
    await page.close();
  });

  it("fits a narrow screen", async () => {
    const page = await open(`/runs/${runs.failed}`, { width: 390 });
    for (const tab of ["transcript", "events", "log", "report"]) {
      await page.goto(`${server.url}/runs/${runs.failed}?tab=${tab}`);
      await page.locator("[data-connection=live]").waitFor({ state: "attached" });
      const { scrollWidth, scrollHeight } = await page.evaluate(() => {
        const { scrollWidth, scrollHeight } = document.documentElement;
        return { scrollWidth, scrollHeight };
      });
      expect(scrollWidth, tab).toBeLessThanOrEqual(390);
      // One scroller: the pane, which has most of the window; the page itself stands still.
      expect(scrollHeight, tab).toBeLessThanOrEqual(844);
      const pane = await page.locator("section[aria-label='Run content'] section[tabindex]").first().boundingBox();
      expect(pane?.height, tab).toBeGreaterThan(844 * 0.45);
    }
    await page.close();
  });
});

describe("a file of 50 MB", () => {
  it("keeps the page small at any position, while jumping and while scrolling", async () => {
    for (const tab of ["events", "transcript", "log"]) {
      const page = await open(`/runs/${runs.huge}?tab=${tab}`);
      await page.waitForSelector("[data-offset]");
      let most = await nodes(page);
      const slider = page.getByRole("slider");
      for (const percent of [0, 37, 81, 100, 50]) {
        await slider.fill(String(percent));
        await slider.blur();
        await page.waitForFunction((p) => {
          const at = Number(document.querySelector<HTMLInputElement>("input[type=range]")?.value);
          return Math.abs(at - p) < 1 && document.querySelector("[data-offset]") !== null;
        }, percent);
        const scrolled = await page.getByTestId("pane").evaluate(async (pane) => {
          let most = 0;
          for (let i = 0; i < 12; i++) {
            pane.scrollTop += i % 3 === 0 ? -900 : 900;
            await new Promise((done) => requestAnimationFrame(done));
            most = Math.max(most, document.querySelectorAll("*").length);
          }
          return most;
        });
        most = Math.max(most, scrolled, await nodes(page));
      }
      expect(most, tab).toBeLessThanOrEqual(DOM_MAX);
      await page.close();
    }
  });
});
