import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "@codex-toolloop/store";
import type { Page } from "playwright";
import { launchChromium } from "../tests/support/chromium.ts";
import { leaveEvidence } from "../tests/support/evidence-run.ts";
import { largeDiff } from "../tests/support/large-diff.ts";
import { freePort, startServer } from "../tests/support/server.ts";
import { type Figure, median } from "./lib/figures.ts";

const OPENS = 5;
const FILES = 500;

/** A changes.diff of 8 MiB over 500 files, opened in a browser; beside it the same text in one `<pre>`. */
export async function largeDiffBench(): Promise<Figure[]> {
  const root = join(mkdtempSync(join(tmpdir(), "toolloop-bench-")), ".codex-toolloop");
  const diff = largeDiff({ files: FILES, lines: 361 });
  const store = await openStore(root, { create: true });
  const run = await leaveEvidence(store, { title: "Large", diff });
  await store.close();
  const server = await startServer({ store: root });
  const plain = await servePlain(diff);
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const url = `${server.url}/runs/${run}?tab=changes`;
    // Both have run once: what is measured is opening, not the first load of the code.
    await painted(page, url, ".diff-table tr");
    const first = await opens(page, url, ".diff-table tr");
    const deep = await opens(page, `${url}&file=src/part-7/file-467.ts&line=100`, "tr[data-marked]");
    const all = await whileScrolling(page, url);
    await painted(page, plain.url, "pre");
    const pre = await opens(page, plain.url, "pre");
    const base = { name: "the same text in one <pre>", value: pre.ms };
    const size = `${(diff.length / 2 ** 20).toFixed(1)} MiB, ${FILES} files`;
    return [
      { name: `diff of ${size}: first file painted`, value: first.ms, unit: "ms", limit: 1500, baseline: base },
      { name: "a line of file 467 painted by its link", value: deep.ms, unit: "ms", limit: 1500, baseline: base },
      { name: "DOM nodes when it is open", value: first.nodes, unit: "nodes", limit: 5000 },
      { name: "DOM nodes, most, all files expanded, while scrolling", value: all, unit: "nodes", limit: 12_000 },
    ];
  } finally {
    await browser.close();
    plain.server.close();
    await server.stop();
    rmSync(join(root, ".."), { recursive: true, force: true });
  }
}

async function opens(page: Page, url: string, selector: string): Promise<{ ms: number; nodes: number }> {
  const times: number[] = [];
  for (let i = 0; i < OPENS; i++) times.push(await painted(page, url, selector));
  return { ms: median(times), nodes: await nodesOf(page) };
}

/** Milliseconds from asking to the frame in which the element stands. */
async function painted(page: Page, url: string, selector: string): Promise<number> {
  await page.goto("about:blank");
  const start = performance.now();
  await page.goto(url, { waitUntil: "commit" });
  await page.locator(selector).first().waitFor();
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  return performance.now() - start;
}

async function whileScrolling(page: Page, url: string): Promise<number> {
  await painted(page, url, ".diff-table tr");
  await page.locator("[data-connection=live]").waitFor({ state: "attached" });
  await page.getByRole("button", { name: "Expand all" }).click();
  return await page.locator("section[aria-label=Changes]").evaluate(async (pane) => {
    let most = 0;
    for (pane.scrollTop = 0; pane.scrollTop < pane.scrollHeight - pane.clientHeight - 1; pane.scrollTop += 700) {
      await new Promise((done) => requestAnimationFrame(done));
      most = Math.max(most, document.querySelectorAll("*").length);
    }
    return most;
  });
}

const nodesOf = (page: Page) => page.evaluate(() => document.querySelectorAll("*").length);

/** The baseline: the text escaped, in one element, by a server that does nothing else. */
async function servePlain(text: string): Promise<{ server: Server; url: string }> {
  const html = `<!doctype html><meta charset=utf-8><pre>${text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</pre>`;
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(html);
  });
  const port = await freePort();
  await new Promise<void>((listening) => server.listen(port, "127.0.0.1", listening));
  return { server, url: `http://127.0.0.1:${port}/` };
}
