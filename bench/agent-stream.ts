import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "@codex-toolloop/store";
import type { BrowserContext, Page } from "playwright";
import { type AgentRun, agentRun } from "../tests/support/agent-run.ts";
import { launchChromium } from "../tests/support/chromium.ts";
import { startServer } from "../tests/support/server.ts";
import { type Figure, quantile } from "./lib/figures.ts";

const SESSIONS = 4;
const TOKENS_PER_SECOND = 200;
/** The run process writes what a model says in 25 ms as one event. */
const EVENT_MS = 25;
/** How long the pages are measured before anything is said: what the machine itself costs. */
const REST_MS = 4000;
const SECONDS = Number(process.env.BENCH_SECONDS ?? 120);

/** What a page measures of itself, in milliseconds but for the counts. */
interface Measured {
  frames: number[];
  blocked: number;
  longest: number;
  nodes: number;
  heap: number;
  first: number;
}

/**
 * Four agents that each say 200 tokens a second, for two minutes: with the tab in front on one of them, and with four windows
 * side by side. A frame that takes longer than 50 ms is one that a person notices; blocked time is what tasks take beyond 50 ms.
 */
export async function agentStream(): Promise<Figure[]> {
  const root = join(mkdtempSync(join(tmpdir(), "toolloop-bench-")), ".codex-toolloop");
  const store = await openStore(root, { create: true });
  const server = await startServer({ store: root });
  const browser = await launchChromium();
  try {
    const figures: Figure[] = [];
    for (const windows of [1, SESSIONS]) {
      const runs = await Promise.all(
        Array.from({ length: SESSIONS }, (_, i) => agentRun(store, `Stream ${windows} ${i}`)),
      );
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      const pages = await Promise.all(runs.slice(0, windows).map((run) => watch(context, server.url, run)));
      const measure = () => Promise.all(pages.map((page) => page.evaluate(() => (window as unknown as W).measured())));
      await measure();
      await Promise.all(pages.map((page) => page.waitForTimeout(REST_MS)));
      const rest = await measure();
      const begun = await stream(runs);
      figures.push(...figuresOf(windows, await measure(), rest, begun));
      await context.close();
      for (const run of runs) run.finish();
    }
    return figures;
  } finally {
    await browser.close();
    await server.stop();
    await store.close();
    rmSync(join(root, ".."), { recursive: true, force: true });
  }
}

type W = { measured(): Measured };

/** As text: a bundler's helpers do not exist in the page. */
const MEASURE = `
  const frames = [];
  let last = performance.now();
  requestAnimationFrame(function frame(now) {
    frames.push(now - last);
    last = now;
    requestAnimationFrame(frame);
  });
  const tasks = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) tasks.push(entry.duration);
  }).observe({ entryTypes: ["longtask"] });
  let first = 0;
  const seen = new MutationObserver(() => {
    if (!document.body.innerText.includes("word-0")) return;
    first = Date.now();
    seen.disconnect();
  });
  seen.observe(document.body, { subtree: true, childList: true, characterData: true });
  window.measured = () => {
    const longest = Math.max(0, ...tasks);
    const blocked = tasks.splice(0).reduce((sum, t) => sum + Math.max(0, t - 50), 0);
    const nodes = document.querySelectorAll("*").length;
    const heap = performance.memory?.usedJSHeapSize ?? 0;
    return { frames: frames.splice(0).slice(1), blocked, longest, nodes, heap, first };
  };
`;

async function watch(context: BrowserContext, url: string, run: AgentRun): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${url}/runs/${run.runId}?tab=transcript`);
  await page.waitForFunction(() => document.body.innerText.includes("live"));
  await page.evaluate(MEASURE);
  return page;
}

/** Lets every run say its words, paragraphs of markdown with a list and code now and then. @returns when the first was written */
async function stream(runs: readonly AgentRun[]): Promise<number> {
  const perEvent = (TOKENS_PER_SECOND * EVENT_MS) / 1000;
  for (const run of runs)
    run.emit(
      { type: "turn.started", turnId: "t", runner: "codex" },
      { type: "item.started", itemId: "m0", item: { kind: "message", role: "assistant", text: "" } },
    );
  const begun = Date.now();
  let said = 0;
  let item = 0;
  let text = "";
  await new Promise<void>((done) => {
    const timer = setInterval(() => {
      // As many as the time that has passed: a timer is late on a busy machine.
      const due = Math.min(SECONDS * TOKENS_PER_SECOND, Math.floor(((Date.now() - begun) / 1000) * TOKENS_PER_SECOND));
      while (said + perEvent <= due) {
        const delta = Array.from({ length: perEvent }, (_, i) => word(said + i)).join("");
        said += perEvent;
        text += delta;
        for (const run of runs) run.emit({ type: "item.delta", itemId: `m${item}`, field: "text", delta });
        // A message of some 20 seconds, as long answers are.
        if (said % 4000 !== 0) continue;
        for (const run of runs) {
          const before = { kind: "message", role: "assistant", text } as const;
          run.emit({ type: "item.finished", itemId: `m${item}`, item: before });
          const next = { kind: "message", role: "assistant", text: "" } as const;
          run.emit({ type: "item.started", itemId: `m${item + 1}`, item: next });
        }
        item++;
        text = "";
      }
      if (said < SECONDS * TOKENS_PER_SECOND) return;
      clearInterval(timer);
      done();
    }, EVENT_MS);
  });
  return begun;
}

function word(n: number): string {
  if (n % 400 === 399) return "\n\n```ts\nconst a = 1;\n```\n\n";
  if (n % 90 === 89) return ".\n\n- an entry of a list\n- **another** one\n\n";
  return n % 17 === 0 ? `\`word-${n}\` ` : `word-${n} `;
}

function figuresOf(windows: number, measured: readonly Measured[], rest: readonly Measured[], begun: number): Figure[] {
  const where = windows === 1 ? "one in front" : `${windows} windows`;
  const most = (pick: (m: Measured) => number) => Math.max(...measured.map(pick));
  /** Held to its limit where nothing else draws; four software-rendered windows share the machine's processors. */
  const figure = (what: string, unit: string, value: number, limit?: number, atRest?: number): Figure => ({
    name: `${SESSIONS} agents of 200 tokens/s, ${where}: ${what}`,
    value,
    unit,
    ...(limit !== undefined && windows === 1 && { limit }),
    ...(atRest !== undefined && { baseline: { name: "at rest", value: Math.max(0.1, atRest) } }),
  });
  const frames = (of: readonly Measured[], p: number) =>
    quantile(
      of.flatMap((m) => m.frames),
      p,
    );
  const slow = (of: readonly Measured[]) => {
    const all = of.flatMap((m) => m.frames);
    return (100 * all.filter((f) => f > 50).length) / all.length;
  };
  const blocked = (of: readonly Measured[], seconds: number) => Math.max(...of.map((m) => m.blocked)) / (seconds * 10);
  return [
    figure("first words on the page", "ms", most((m) => m.first) - begun, 300),
    figure("frame p50", "ms", frames(measured, 0.5), 20, frames(rest, 0.5)),
    figure("frame p99", "ms", frames(measured, 0.99), 100, frames(rest, 0.99)),
    figure("frames over 50 ms", "%", slow(measured), 5, slow(rest)),
    figure("main thread blocked, of the time", "%", blocked(measured, SECONDS), 10, blocked(rest, REST_MS / 1000)),
    figure(
      "longest task",
      "ms",
      most((m) => m.longest),
    ),
    figure(
      "DOM nodes",
      "nodes",
      most((m) => m.nodes),
      3000,
    ),
    figure("heap", "MiB", most((m) => m.heap) / 2 ** 20, 120),
  ];
}
