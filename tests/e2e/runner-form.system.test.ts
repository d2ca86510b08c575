import { execFile } from "node:child_process";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import type { Page } from "playwright";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openRunner, panel, reached, type TestRunner } from "./support/open-runner.ts";

const shell = promisify(execFile);
const ROOT = resolve(import.meta.dirname, "../..");

let runner: TestRunner;
beforeAll(async () => {
  runner = await openRunner();
});
afterEach(() => runner.stopAll());
afterAll(() => runner?.close());

const submit = (page: Page) => page.getByRole("button", { name: "Queue the job" }).click();
const refusal = (page: Page) => page.getByRole("form", { name: "New job" }).getByRole("alert");
const choose = (page: Page, script: string) => page.getByLabel("Script (required)").selectOption(script);

async function patchRepo(change: { disabled?: boolean; trusted?: boolean }): Promise<void> {
  const answer = await fetch(`${runner.server().url}/api/workspaces/${runner.repoId}`, {
    method: "PATCH",
    headers: { origin: runner.server().url, "content-type": "application/json" },
    body: JSON.stringify(change),
  });
  expect(answer.status).toBe(200);
}

describe("the form of a new job", () => {
  it("says a wrong argument at its field before anything is sent", async () => {
    const page = await runner.open();
    const sent: string[] = [];
    page.on("request", (r) => r.method() === "POST" && sent.push(r.url()));
    await choose(page, "fail");
    await page.locator('[id="args.code"]').fill("100");
    await submit(page);
    await page.locator('[id="args.code-error"]').getByText("Must be at most 99.").waitFor();
    expect(await page.locator('[id="args.code"]').evaluate((el) => el === document.activeElement)).toBe(true);
    expect(sent).toEqual([]);
    await page.close();
  });

  it("says each refusal of the server with what to do, and keeps what was typed", async () => {
    const page = await runner.open();
    await choose(page, "note");
    await page.locator('[id="args.name"]').fill("kept");
    await patchRepo({ disabled: true });
    await submit(page);
    await refusal(page).getByText("Only scripts on the allowlist may run", { exact: false }).waitFor();
    await page.locator("#repo_id-error").waitFor();
    await patchRepo({ disabled: false });

    await rename(runner.jobs.repo, `${runner.jobs.repo}-away`);
    await submit(page);
    await refusal(page).getByText("Correct what is marked", { exact: false }).waitFor();
    await rename(`${runner.jobs.repo}-away`, runner.jobs.repo);

    await page.getByText("Idempotency key (optional)").click();
    await page.locator("#idempotency_key").fill("once-1");
    await submit(page);
    await page.waitForURL(/job=/);
    await reached(page, "success");
    expect(await page.locator("#idempotency_key").inputValue()).toBe("");
    await page.locator('[id="args.name"]').fill("other");
    if (!(await page.locator("#idempotency_key").isVisible()))
      await page.getByText("Idempotency key (optional)").click();
    await page.locator("#idempotency_key").fill("once-1");
    await submit(page);
    await refusal(page).getByText("Take another key, or leave the key out.").waitFor();
    expect(await page.locator("#idempotency_key").inputValue()).toBe("once-1");

    await page.locator("#idempotency_key").fill("");
    await runner.jobs.gate("full");
    for (let n = 0; n < 3; n++) await runner.queue("gate", { at: "full" });
    await submit(page);
    await refusal(page)
      .getByText(/Try again in about \d+ s, or cancel a queued job first\./)
      .waitFor();
    expect(await page.locator('[id="args.name"]').inputValue()).toBe("other");
    await page.close();
  });

  it("keeps what was typed while the dashboard is away, says since when, and goes on when it is back", async () => {
    const page = await runner.open();
    await choose(page, "note");
    await page.locator('[id="args.name"]').fill("patient");
    await runner.server().stop();
    await submit(page);
    await refusal(page).getByText("The dashboard does not answer").waitFor();
    await page.getByText(/No connection to the dashboard since \d\d:\d\d:\d\d\./).waitFor();
    expect(await page.locator('[id="args.name"]').inputValue()).toBe("patient");
    await runner.restart();
    await page.getByText(/No connection to the dashboard/).waitFor({ state: "detached" });
    expect(await page.locator('[id="args.name"]').inputValue()).toBe("patient");
    await submit(page);
    await page.waitForURL(/job=/);
    await reached(page, "success");
    await page.close();
  });

  it("works without JavaScript: script, arguments, refusal, job, cancel", async () => {
    await runner.jobs.gate("bare");
    const page = await runner.open("", { javaScriptEnabled: false });
    await page.getByLabel("Script to choose").selectOption("gate");
    await page.getByRole("button", { name: "Show its arguments" }).click();
    await page.locator('[id="args.at"]').fill("BARE");
    await submit(page);
    await page.locator('[id="args.at-error"]').waitFor();
    expect(await page.locator('[id="args.at"]').inputValue()).toBe("BARE");
    await page.locator('[id="args.at"]').fill("bare");
    await submit(page);
    await page.waitForURL(/job=/);
    const jobId = new URL(page.url()).searchParams.get("job") ?? "";
    expect(await page.locator('[id="args.at"]').inputValue()).toBe("bare");
    await panel(page).getByRole("button", { name: "Cancel" }).click();
    expect((await runner.api.settled(jobId)).status).toBe("canceled");
    await page.close();
  });

  it("offers a trusted repo's own scripts with no filter set, also without JavaScript", async () => {
    const folder = join(runner.jobs.repo, ".codex-toolloop/workflows");
    await mkdir(folder, { recursive: true });
    const own = "name: own\nkind: script\nworkspace: required\nsteps: [{ id: a, run: [echo, ours] }]\n";
    await writeFile(join(folder, "own.yaml"), own);
    await patchRepo({ trusted: true });
    const page = await runner.open();
    await choose(page, "own");
    await submit(page);
    await page.waitForURL(/job=/);
    await reached(page, "success");
    await page.close();

    const bare = await runner.open("", { javaScriptEnabled: false });
    await bare.getByLabel("Script to choose").selectOption("own");
    await bare.getByLabel("Repo to choose").selectOption(runner.repoId);
    await bare.getByRole("button", { name: "Show its arguments" }).click();
    expect(await bare.getByLabel("Script (required)").inputValue()).toBe("own");
    await submit(bare);
    await bare.waitForURL(/job=/);
    await bare.close();
    await patchRepo({ trusted: false });
    await rm(folder, { recursive: true });
  });

  it("gives commands that a shell takes", async () => {
    const jobId = await runner.queue("say", { text: "it's $HOME\nand `more`" });
    await runner.api.settled(jobId);
    const page = await runner.open(`?job=${jobId}`, { permissions: ["clipboard-read", "clipboard-write"] });
    const copied = async (label: string) => {
      await panel(page).getByRole("button", { name: label }).click();
      await panel(page).getByRole("button", { name: label }).getByText("copied").waitFor({ state: "attached" });
      return await page.evaluate(() => navigator.clipboard.readText());
    };
    const curl = await shell("sh", ["-c", `${await copied("Copy as curl")} -s`]);
    const { job_id, ...created } = JSON.parse(curl.stdout) as { job_id: string };
    expect(created).toMatchObject({ deduplicated: false });
    expect((await runner.api.settled(job_id)).args).toEqual((await runner.api.job(jobId)).args);
    const env = { ...process.env, TOOLLOOP_HOME: runner.jobs.store };
    await shell("sh", ["-c", await copied("Copy as CLI")], { cwd: ROOT, env, timeout: 60_000 });
    const { items } = await runner.api.jobs("?script_key=say");
    expect(items).toHaveLength(3);
    const again = await runner.api.job(items[0]?.job_id ?? "");
    expect(again.args).toEqual((await runner.api.job(jobId)).args);
    await page.close();
  });

  it("has nothing that leaves a narrow screen, and its tabs in one row", async () => {
    await runner.api.settled(await runner.queue("say", { text: `${"long ".repeat(80)}${"x".repeat(400)}` }));
    const { items } = await runner.api.jobs("?limit=1");
    const page = await runner.open(`?job=${items[0]?.job_id}`, { viewport: { width: 390, height: 844 } });
    await reached(page, "success");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    const tops = await page
      .locator("nav[aria-label=Pages] li")
      .evaluateAll((l) => l.map((el) => el.getBoundingClientRect().top));
    expect(new Set(tops).size).toBe(1);
    expect(await page.getByRole("form", { name: "New job" }).isVisible()).toBe(false);
    await page.getByRole("button", { name: "New job" }).click();
    await page.getByRole("form", { name: "New job" }).waitFor();
    await page.close();
  });
});
