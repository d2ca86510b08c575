import { spawn } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "../support/chromium.ts";
import { freePort, startServer, type TestServer } from "../support/server.ts";
import { setHidden } from "../support/set-hidden.ts";
import { startRun } from "../support/start-run.ts";
import { stopRun, stopRuns } from "../support/stop-runs.ts";
import { fileSeqs, seqsOnScreen } from "./support/event-rows.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const PROGRAMS = join(ROOT, "packages/process/test/programs");

const SLOTS = 8;

let dir: string;
let store: string;
let port: number;
let server: TestServer;
let browser: Browser;

/** Short grace, and runs that outlive the dashboard: it is ended in the middle of them. */
const serve = () =>
  startServer({
    store,
    port,
    env: { TOOLLOOP_ON_SHUTDOWN: "leave", TOOLLOOP_STOP_GRACE_SECONDS: "1", TOOLLOOP_MAX_CONCURRENT: String(SLOTS) },
  });

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "toolloop-live-"));
  store = join(dir, "store");
  await mkdir(join(store, "workflows"), { recursive: true });
  const yaml = (name: string, run: string[][]) =>
    writeFile(
      join(store, "workflows", `${name}.yaml`),
      `name: ${name}\nworkspace: none\nsteps:\n${run.map((argv, i) => `  - { id: s${i}, run: ${JSON.stringify(argv)} }\n`).join("")}`,
    );
  // A step each 300 ms: events, and output with them. None ends by itself, however slow the machine is.
  const hold = ["sleep", "600"];
  const tick = (i: number) => ["sh", "-c", `echo tick ${i}; sleep 0.3`];
  await yaml("ticks", [...Array.from({ length: 95 }, (_, i) => tick(i)), hold]);
  // The same at a calm pace: many of them at once leave the machine to the browser.
  await yaml("calm", [...Array.from({ length: 95 }, () => ["sleep", "1.5"]), hold]);
  await yaml("hold", [hold]);
  await yaml("slow", [["sh", "-c", "for i in $(seq 1 60); do echo line $i; sleep 0.2; done"]]);
  await yaml("nasty", [["perl", join(dir, "nasty.pl"), join(dir, "nasty-marker")]]);
  await copyFile(join(PROGRAMS, "forever.pl"), join(dir, "forever.pl"));
  await writeFile(join(dir, "nasty.pl"), NASTY);
  port = await freePort();
  server = await serve();
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  if (server) await stopRuns(server.url);
  await server?.stop();
  await rm(dir, { recursive: true, force: true });
});

/** Two layers that ignore TERM, one of them twice forked into a session of its own, without environment and descriptors. */
const NASTY = `use POSIX ();
$SIG{TERM} = "IGNORE";
if (fork() == 0) {
  POSIX::setsid();
  exit 0 if fork();
  $SIG{TERM} = "IGNORE";
  POSIX::close($_) for 0 .. 255;
  %ENV = ();
  (my $forever = $0) =~ s/[^\\/]+$/forever.pl/;
  exec $^X, $forever, @ARGV;
}
sleep 1 while 1;
`;

const start = (workflow: string) => startRun(server.url, workflow);

const runOf = async (runId: string) =>
  (await (await fetch(`${server.url}/api/runs/${runId}`)).json()) as { status: string; pid?: number };
const ended = (runId: string) =>
  expect.poll(async () => (await runOf(runId)).status, { timeout: 40_000 }).not.toMatch(/^(running|queued)$/);

const stop = (runId: string) => stopRun(server.url, runId);

async function open(path: string): Promise<{ page: Page; close(): Promise<void> }> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce" });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (e) => errors.push(e.message));
  await page.goto(server.url + path);
  await page.waitForSelector("h1");
  // A reload would lose this mark.
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  return {
    page,
    async close() {
      await context.close();
      // A page that did not come alive as it was rendered says so here.
      expect(errors).toEqual([]);
    },
  };
}
const isSameDocument = (page: Page) => page.evaluate(() => "sameDocument" in window);
const state = (page: Page, word: string) => page.locator(`header [data-status=${word}]`).waitFor();

const seqsOnDisk = (runId: string) => fileSeqs(join(store, "runs", runId));

/** The newest event that the page shows, while it follows the end. */
const newest = (page: Page) => page.getByTestId("event").last().getAttribute("data-seq").then(Number);

describe("a page that stays open", () => {
  it("sees a queued run become a live one, and its end", async () => {
    const holds = await Promise.all(Array.from({ length: SLOTS }, () => start("hold")));
    const waiting = await start("ticks");
    const { page, close } = await open(`/runs/${waiting}`);
    await state(page, "queued");
    await stop(holds[0] ?? "");
    await state(page, "running");
    await page.getByText("tick 1", { exact: true }).first().waitFor();
    await page.getByRole("button", { name: "Stop" }).click();
    await state(page, "canceled");
    expect(await isSameDocument(page)).toBe(true);
    await close();
    await stopRuns(server.url);
  });

  it("shows every line of a short log as it comes, and says that it is at its end", async () => {
    const runId = await start("slow");
    const { page, close } = await open(`/runs/${runId}?tab=log`);
    for (const line of ["line 3", "line 12", "line 16"]) {
      await page.getByText(line, { exact: true }).waitFor();
      expect(await page.getByTestId("pane").locator("[data-offset]").first().innerText()).toContain("line 1");
    }
    await page.getByText("100%", { exact: true }).waitFor();
    expect(await page.getByRole("button", { name: /new$/ }).count()).toBe(0);
    await stop(runId);
    await close();
  });

  it("catches up with what happened while it was hidden", async () => {
    const runId = await start("ticks");
    const { page, close } = await open(`/runs/${runId}?tab=events`);
    await expect.poll(() => newest(page), { timeout: 40_000 }).toBeGreaterThan(5);
    await setHidden(page, true);
    await page.locator("[data-connection=paused]").waitFor({ state: "attached" });
    const hiddenAt = await newest(page);
    await expect.poll(async () => (await seqsOnDisk(runId)).length, { timeout: 40_000 }).toBeGreaterThan(hiddenAt + 20);
    await stop(runId);
    await ended(runId);
    await setHidden(page, false);
    await state(page, "canceled");
    expect(await seqsOnScreen(page)).toEqual(await seqsOnDisk(runId));
    expect(await isSameDocument(page)).toBe(true);
    await close();
  });

  it("lists a run that a terminal started, and follows it to its end", async () => {
    const { page, close } = await open("/");
    await page.locator("[data-connection=live]").waitFor();
    const known = new Set(await readdir(join(store, "runs")));
    const terminal = spawn(
      process.execPath,
      [join(ROOT, "apps/cli/bin/codex-toolloop.mjs"), "run", "workflow", "ticks"],
      {
        cwd: dir,
        env: { ...process.env, HOME: dir, TOOLLOOP_HOME: store },
        stdio: "ignore",
      },
    );
    const over = new Promise((done) => terminal.once("exit", done));
    let runId: string | undefined;
    await expect
      .poll(async () => (runId = (await readdir(join(store, "runs"))).find((r) => !known.has(r))), { timeout: 40_000 })
      .toBeDefined();
    await page.locator(`tr[data-run="${runId}"][data-status=running]`).waitFor({ timeout: 40_000 });
    await page.locator(`[data-stop="${runId}"]`).click();
    await page.locator(`tr[data-run="${runId}"][data-status=canceled]`).waitFor({ timeout: 40_000 });
    await over;
    expect(await isSameDocument(page)).toBe(true);
    await close();
  });
});

describe("a dashboard that ends in the middle of a run", () => {
  it.each(["SIGTERM", "SIGKILL"] as const)(
    "after %s and a new start the open page goes on: no event is missing, none is double",
    async (signal) => {
      const runId = await start("ticks");
      const { page, close } = await open(`/runs/${runId}?tab=events`);
      await expect.poll(() => newest(page), { timeout: 40_000 }).toBeGreaterThan(5);
      process.kill(server.pid, signal);
      await server.exited;
      await page.locator("[data-connection]:not([data-connection=live])").waitFor({ state: "attached" });
      const lostAt = (await seqsOnDisk(runId)).length;
      await expect.poll(async () => (await seqsOnDisk(runId)).length, { timeout: 40_000 }).toBeGreaterThan(lostAt + 10);
      server = await serve();
      await page.locator("[data-connection=live]").waitFor({ timeout: 40_000 });
      await expect.poll(() => newest(page), { timeout: 40_000 }).toBeGreaterThan(lostAt + 10);
      await page.getByRole("button", { name: "Stop" }).click();
      await state(page, "canceled");
      expect(await seqsOnScreen(page)).toEqual(await seqsOnDisk(runId));
      expect(await isSameDocument(page)).toBe(true);
      await close();
    },
  );
});

describe("Stop", () => {
  it("leaves nothing of a tree that forks twice into a new session, closes everything and ignores TERM", async () => {
    const runId = await start("nasty");
    const marker = join(dir, "nasty-marker");
    await expect.poll(() => survivors(marker), { timeout: 40_000 }).toBeGreaterThanOrEqual(2);
    const { page, close } = await open(`/runs/${runId}`);
    await page.getByRole("button", { name: "Stop" }).click();
    await state(page, "canceled");
    await page.getByTestId("receipt").getByText("nothing of it is left").waitFor();
    expect(await survivors(marker)).toBe(0);
    await close();
  });
});

describe("more than six tabs", () => {
  it("of as many runs in one browser all receive their run's events", async () => {
    const runs = await Promise.all(Array.from({ length: SLOTS }, () => start("calm")));
    const context = await browser.newContext();
    const pages: Page[] = [];
    for (const runId of runs) {
      const page = await context.newPage();
      // Eight pages draw at once: on two busy cores each of them is slow, and that is not what is asked here.
      page.setDefaultTimeout(60_000);
      await page.goto(`${server.url}/runs/${runId}?tab=events`);
      pages.push(page);
    }
    await Promise.all(
      pages.map(async (page) => {
        await page.locator("[data-connection=live]").waitFor();
        await page.locator("header [data-status=running]").waitFor();
        const before = await newest(page);
        await expect.poll(() => newest(page), { timeout: 60_000 }).toBeGreaterThan(before + 2);
      }),
    );
    await stopRuns(server.url);
    for (const page of pages) await page.locator("header [data-status=canceled]").waitFor();
    await context.close();
  }, 240_000);
});

/** Live processes that have the marker in their command line. */
async function survivors(marker: string): Promise<number> {
  let n = 0;
  for (const pid of (await readdir("/proc")).filter((p) => /^\d+$/.test(p))) {
    const [line, status] = await Promise.all([
      readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => ""),
      readFile(`/proc/${pid}/status`, "utf8").catch(() => ""),
    ]);
    if (line.includes(marker) && !/^State:\s+Z/m.test(status)) n++;
  }
  return n;
}
