import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright";
import { startAgentStack, type Vendor } from "../tests/agents/support/agent-stack.ts";
import { vendorEnvironment, vendorPrograms, vendorsMissing } from "../tests/agents/support/vendor-environment.ts";
import { launchChromium } from "../tests/support/chromium.ts";
import { type Figure, median } from "./lib/figures.ts";

const ROUNDS = 7;

/** A click on Run → the vendor's first message in the run's own record, against the bare vendor CLI's first line for the same prompt. */
export async function agentStart(): Promise<Figure[]> {
  const missing = vendorsMissing();
  if (missing) {
    console.log(missing);
    return [];
  }
  const stack = await startAgentStack();
  const browser = await launchChromium();
  try {
    stack.model.play("hello", [[{ say: "Hello." }]]);
    const page = await (await browser.newContext()).newPage();
    const figures: Figure[] = [];
    for (const vendor of ["codex", "claude"] as const) {
      const session = await stack.session(vendor, { approvalPolicy: "never" });
      const ours: number[] = [];
      const bare: number[] = [];
      for (let i = 0; i < ROUNDS; i++) {
        bare.push(await bareCli(vendor, stack.model.url, stack.folder));
        ours.push(await clickRun(page, stack.server, stack.workspaceId, session.id, vendor));
      }
      figures.push({
        name: `${vendor}: click on Run → first message`,
        value: median(ours),
        unit: "ms",
        baseline: { name: vendor === "codex" ? "codex exec --json" : "claude -p stream-json", value: median(bare) },
      });
    }
    return figures;
  } finally {
    await browser.close();
    await stack.close();
  }
}

async function clickRun(
  page: Page,
  server: { url: string; store: string },
  workspaceId: string,
  sessionId: string,
  vendor: Vendor,
): Promise<number> {
  await page.goto(`${server.url}/agents?workspace=${workspaceId}&session=${sessionId}`);
  await page.waitForFunction(() => document.body.innerText.includes("live"));
  await page.getByRole("textbox", { name: "Prompt" }).fill("Say hello #hello");
  const before = new URL(page.url()).searchParams.get("run");
  const run = page.getByRole("button", { name: "Run", exact: true });
  const clickedAt = await run.evaluate((button: HTMLElement) => {
    const at = performance.timeOrigin + performance.now();
    button.click();
    return at;
  });
  await page.waitForURL((url) => url.searchParams.get("run") !== null && url.searchParams.get("run") !== before);
  const runId = new URL(page.url()).searchParams.get("run");
  const answer = await fetch(`${server.url}/api/runs/${runId}/events`, { headers: { accept: "text/event-stream" } });
  await answer.text();
  const lines = readFileSync(join(server.store, "runs", String(runId), `${vendor}-events.jsonl`), "utf8").split("\n");
  const first = lines
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as { at: string; direction: string })
    .find((record) => record.direction === "<");
  if (!first) throw new Error(`run ${runId} has no message of ${vendor}`);
  return Date.parse(first.at) - clickedAt;
}

/** Start of the vendor's own command line program → its first line. */
async function bareCli(vendor: Vendor, modelUrl: string, folder: string): Promise<number> {
  const { env, remove } = await vendorEnvironment(modelUrl);
  try {
    const programs = vendorPrograms();
    const argv =
      vendor === "codex"
        ? [programs.codex, "exec", "--json", "--skip-git-repo-check", "-"]
        : [programs.claude, "-p", "--output-format", "stream-json", "--include-partial-messages", "--verbose"];
    const started = performance.now();
    const child = spawn(argv[0] ?? "", argv.slice(1), {
      cwd: folder,
      env: { NODE_ENV: "production", PATH: process.env.PATH ?? "", ...env },
      stdio: ["pipe", "pipe", "ignore"],
    });
    const exited = new Promise<void>((done) => child.once("exit", () => done()));
    child.stdin.end("Say hello #hello");
    const first = await new Promise<number>((done, fail) => {
      child.stdout.once("data", () => done(performance.now() - started));
      child.once("error", fail);
      child.once("exit", (code) => fail(new Error(`${argv[0]} ended with ${code} and said nothing`)));
    });
    await exited;
    return first;
  } finally {
    await remove();
  }
}
