import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "@codex-toolloop/store";
import type { Browser, BrowserContextOptions, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "../support/chromium.ts";
import { leaveEvidence } from "../support/evidence-run.ts";
import { FEATURE } from "../support/feature-evidence.ts";
import { largeDiff } from "../support/large-diff.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { violations } from "./support/violations.ts";

let root: string;
let server: TestServer;
let browser: Browser;
const runs = { a: "", b: "", large: "", other: "" };

beforeAll(async () => {
  root = join(mkdtempSync(join(tmpdir(), "toolloop-evidence-")), ".codex-toolloop");
  const store = await openStore(root, { create: true });
  runs.a = await leaveEvidence(store, FEATURE);
  runs.b = await leaveEvidence(store, {
    ...FEATURE,
    inputs: { runner: "claude", maxRounds: 3 },
    spec: `${FEATURE.spec}Keep the API.\n`,
    diff: FEATURE.diff?.split(/(?=diff --git a\/test)/)[0] ?? "",
    outputs: (FEATURE.outputs ?? []).filter((o) => o.step !== "research"),
  });
  runs.large = await leaveEvidence(store, { title: "Large", diff: largeDiff({ files: 120, lines: 200 }) });
  runs.other = await leaveEvidence(store, { title: "Audit", workflow: "audit" });
  await store.close();
  server = await startServer({ store: root });
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  if (root) rmSync(join(root, ".."), { recursive: true, force: true });
});

/** A page in a context of its own; what its console complains of is in `errors`. */
async function open(path: string, options: BrowserContextOptions = {}): Promise<{ page: Page; errors: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (e) => errors.push(e.message));
  page.on("console", (m) => m.type() === "error" && errors.push(m.text()));
  page.once("close", () => void context.close().catch(() => {}));
  await page.goto(server.url + path);
  if (options.javaScriptEnabled !== false) await page.locator("[data-connection=live]").waitFor({ state: "attached" });
  return { page, errors };
}

it.each(["outputs", "report", "files", "about"])("the tab %s scrolls in its pane, and the page stays", async (tab) => {
  const { page } = await open(`/runs/${runs.a}?tab=${tab}`);
  const heights = () => page.evaluate(() => [document.documentElement.scrollHeight, window.innerHeight]);
  expect(await heights()).toEqual([900, 900]);
  await page.setViewportSize({ width: 390, height: 700 });
  await expect.poll(heights).toEqual([700, 700]);
  await page.close();
});

describe("the diff viewer", () => {
  it("is coloured, goes from unified to split and remembers it, and breaks no rule of the policy", async () => {
    const { page, errors } = await open(`/runs/${runs.a}?tab=changes`);
    await page.locator(".diff-table .hljs-keyword").first().waitFor();
    await page.getByText("user⟨U+202E⟩").waitFor();
    await page.getByRole("button", { name: "Split" }).click();
    await page.locator(".diff-table[data-layout=split]").first().waitFor();
    await page.reload();
    await page.locator(".diff-table[data-layout=split]").first().waitFor();
    await page.setViewportSize({ width: 390, height: 844 });
    await page.locator(".diff-table[data-layout=unified]").first().waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    expect(errors).toEqual([]);
    await page.close();
  });

  it("goes from file to file by keyboard, and opens and closes it", async () => {
    const { page } = await open(`/runs/${runs.a}?tab=changes`);
    await page.locator(".diff-table .hljs-keyword").first().waitFor();
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
    await page.keyboard.press("j");
    await expect.poll(focused).toContain("src/sum.ts");
    await page.keyboard.press("j");
    await expect.poll(focused).toContain("src/check.ts");
    await page.keyboard.press("k");
    await expect.poll(focused).toContain("src/sum.ts");
    await page.keyboard.press("Enter");
    await page.getByText("user⟨U+202E⟩").waitFor({ state: "detached" });
    await page.close();
  });

  it("loads a file of many when it is asked for, with few elements in the document at any time", async () => {
    const { page, errors } = await open(`/runs/${runs.large}?tab=changes&file=src/part-7/file-107.ts&line=30`);
    const marked = page.locator("tr[data-marked]");
    await marked.waitFor();
    expect(await marked.locator("a").innerText()).toBe("30");
    await expect.poll(() => marked.isVisible()).toBe(true);
    await page.getByRole("button", { name: "Expand all" }).click();
    const nodes = await page.locator("section[aria-label=Changes]").evaluate(async (pane) => {
      let most = 0;
      for (pane.scrollTop = 0; pane.scrollTop < pane.scrollHeight - pane.clientHeight - 1; pane.scrollTop += 700) {
        await new Promise((done) => requestAnimationFrame(done));
        most = Math.max(most, document.querySelectorAll("*").length);
      }
      return most;
    });
    expect(nodes).toBeGreaterThan(500);
    expect(nodes).toBeLessThan(12_000);
    await page.getByLabel("Find a changed file").fill("file-3.ts");
    await page.getByRole("link", { name: "file-3.ts" }).click();
    await page.locator("[data-file='3'] .diff-table").waitFor();
    expect(errors).toEqual([]);
    await page.close();
  });

  it("can be read without JavaScript: unified, and any file by its link", async () => {
    const { page } = await open(`/runs/${runs.large}?tab=changes`, { javaScriptEnabled: false });
    const second = page.locator("[data-file='5']");
    expect(await second.locator(".diff-table").count()).toBe(0);
    await second.getByRole("link", { name: "Show" }).click();
    await page.locator("[data-file='5'] .diff-table[data-layout=unified]").waitFor();
    await page.close();
  });
});

describe("findings", () => {
  it("are sorted and filtered in the address, and lead to their line in the diff", async () => {
    const { page, errors } = await open(`/runs/${runs.a}?tab=outputs`);
    const order = () => page.locator("[data-finding]").evaluateAll((rows) => rows.map((r) => r.dataset.finding));
    expect(await order()).toEqual(["high", "medium", "low"]);
    await page.getByRole("link", { name: "Area", exact: true }).click();
    await expect.poll(order).toEqual(["medium", "low", "high"]);
    expect(new URL(page.url()).searchParams.get("sort")).toBe("area");
    await page.reload();
    expect(await order()).toEqual(["medium", "low", "high"]);
    await page.getByRole("link", { name: "only high" }).click();
    await expect.poll(order).toEqual(["high"]);
    await page.getByRole("link", { name: "src/sum.ts:6" }).click();
    await page.getByRole("row", { name: "check(total);" }).and(page.locator("[data-marked]")).waitFor();
    expect(errors).toEqual([]);
    await page.close();
  });

  it("stand in the report once, where the report has them", async () => {
    const { page } = await open(`/runs/${runs.a}?tab=report`);
    await page.getByRole("region", { name: "Findings" }).waitFor();
    expect(await page.getByText("check throws where callers expect a number.").count()).toBe(1);
    expect(await page.getByRole("heading", { name: "Checks" }).count()).toBe(1);
    await page.close();
  });
});

describe("two runs", () => {
  it("are chosen in the list, and compared", async () => {
    const { page, errors } = await open("/");
    await page.locator(`input[value="${runs.a}"]`).check();
    await page.locator(`input[value="${runs.b}"]`).check();
    await page.getByRole("button", { name: "Compare" }).click();
    await page.waitForURL(`**/compare?a=${runs.a}&b=${runs.b}`);
    const row = (name: string) => page.getByRole("row", { name });
    await row("runner codex claude differs").waitFor();
    await row("maxRounds 3 3 same").waitFor();
    await page.getByRole("region", { name: "Spec" }).getByText("Keep the API.").waitFor();
    await page.getByText("2 in both · 3 only in A · 0 only in B").waitFor();
    await page.locator("[data-output=research]").getByText("This run has no output of this step.").waitFor();
    expect(errors).toEqual([]);
    await page.close();
  });

  it("are chosen without JavaScript, too; the second one from a run's page", async () => {
    const { page } = await open("/", { javaScriptEnabled: false });
    await page.locator(`input[value="${runs.a}"]`).check();
    await page.locator(`input[value="${runs.other}"]`).check();
    await page.getByRole("button", { name: "Compare" }).click();
    await page.getByText("These are runs of different workflows").waitFor();
    await page.goto(`${server.url}/runs/${runs.a}`);
    await page.getByRole("link", { name: "Compare with…" }).click();
    await page.locator(`a[href*="b=${runs.b}"]`).click();
    await page.getByRole("region", { name: "Changed files" }).waitFor();
    await page.close();
  });
});

describe.each(["light", "dark"] as const)("in the %s theme", (colorScheme) => {
  it("nothing of it violates the rules of accessibility", async () => {
    const { page } = await open("/", { colorScheme });
    const paths = [
      ...["outputs", "report", "changes", "about"].map((tab) => `/runs/${runs.a}?tab=${tab}`),
      `/runs/${runs.a}?tab=changes&file=src/sum.ts&line=5`,
      `/compare?a=${runs.a}`,
      `/compare?a=${runs.a}&b=${runs.b}`,
    ];
    for (const path of paths) {
      await page.goto(server.url + path);
      await page.locator("[data-connection=live]").waitFor({ state: "attached" });
      if (path.includes("changes")) await page.locator(".hljs-keyword").first().waitFor();
      expect(await violations(page, path)).toEqual([]);
    }
    await page.close();
  });
});
