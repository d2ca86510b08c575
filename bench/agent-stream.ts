import type { BrowserContext, Page } from "playwright";
import { type AgentStack, startAgentStack, type Vendor } from "../tests/agents/support/agent-stack.ts";
import { launchChromium } from "../tests/support/chromium.ts";
import { type Figure, median, quantile } from "./lib/figures.ts";

const ROUNDS = 20;
const SESSIONS = 4;
const TOKENS_PER_SECOND = 200;
const SECONDS = Number(process.env.TOOLLOOP_BENCH_SECONDS ?? 120);
const FRAME_MS = 1000 / 60;

/** First token sent by the model → on screen; and four sessions that stream 200 tokens a second side by side. */
export async function agentStream(): Promise<Figure[]> {
  const stack = await startAgentStack({ TOOLLOOP_MAX_CONCURRENT: "8" });
  const browser = await launchChromium();
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const first: Figure[] = [];
    for (const vendor of ["codex", "claude"] as const) first.push(...(await firstTokens(stack, context, vendor)));
    return [...first, ...(await longStream(stack, context))];
  } finally {
    await browser.close();
    await stack.close();
  }
}

async function firstTokens(stack: AgentStack, context: BrowserContext, vendor: Vendor): Promise<Figure[]> {
  const session = await stack.session(vendor, { approvalPolicy: "never" });
  const page = await context.newPage();
  await page.goto(`${stack.server.url}/agents?workspace=${stack.workspaceId}&session=${session.id}`);
  const took: number[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    const name = `first-${vendor}-${i}`;
    const word = `zebra${i}x`;
    // Held back until the page shows the run: what is timed is a token's way, not a page's start.
    stack.model.play(name, [[{ hang: true }, { say: `${word} `, chunk: 100 }]]);
    const runId = await stack.prompt(session.id, `#${name}`);
    await page.goto(`${stack.server.url}/agents?workspace=${stack.workspaceId}&session=${session.id}&run=${runId}`);
    const shownAt = page.evaluate(
      (want) =>
        new Promise<number>((done) => {
          const look = () => {
            if (!document.querySelector("main")?.textContent?.includes(want)) return;
            watch.disconnect();
            // Painted with the frame after this one's work.
            requestAnimationFrame(() => done(performance.timeOrigin + performance.now()));
          };
          const watch = new MutationObserver(look);
          watch.observe(document.body, { subtree: true, childList: true, characterData: true });
          look();
        }),
      word,
    );
    await stack.model.asked(name);
    stack.model.release(name);
    const at = await shownAt;
    const sent = stack.model.firstTokens.find((t) => t.name === name)?.at ?? Number.NaN;
    took.push(at - sent);
    await stack.settled(runId);
  }
  await page.close();
  return [0.5, 0.99].map((p) => ({
    name: `${vendor}: first token sent → on screen, p${p * 100}`,
    value: quantile(took, p),
    unit: "ms",
  }));
}

interface Watched {
  frames: number[];
  blocked: number;
}

/** Four windows side by side, each on a session whose model says 200 tokens a second. */
async function longStream(stack: AgentStack, context: BrowserContext): Promise<Figure[]> {
  const count = TOKENS_PER_SECOND * SECONDS;
  const words = Array.from({ length: count }, (_, n) =>
    n % 40 === 39 ? "end.\n\n" : n % 9 === 0 ? "**bo** " : "word ",
  );
  const text = words.map((w) => w.slice(0, 5).padEnd(5)).join("");
  stack.model.play("long", [[{ say: text, chunk: 5, everyMs: 1000 / TOKENS_PER_SECOND }]]);
  const idle = await watchFrames(await blank(context), 5);
  const pages: Page[] = [];
  const runs: string[] = [];
  for (let i = 0; i < SESSIONS; i++) {
    const session = await stack.session(i % 2 === 0 ? "codex" : "claude", { approvalPolicy: "never" });
    const runId = await stack.prompt(session.id, "#long");
    runs.push(runId);
    const page = await context.newPage();
    await page.goto(`${stack.server.url}/agents?workspace=${stack.workspaceId}&session=${session.id}&run=${runId}`);
    pages.push(page);
  }
  const watched = await Promise.all(pages.map((page) => watchFrames(page, SECONDS - 5)));
  const facts = await Promise.all(
    pages.map((page) =>
      page.evaluate(() => ({
        nodes: document.querySelectorAll("*").length,
        heapMiB: (performance as { memory?: { usedJSHeapSize: number } }).memory?.usedJSHeapSize ?? 0,
      })),
    ),
  );
  await Promise.all(runs.map((runId) => stack.settled(runId)));
  const dropped = (w: Watched) =>
    (100 * w.frames.reduce((sum, ms) => sum + Math.max(0, Math.round(ms / FRAME_MS) - 1), 0)) /
    w.frames.reduce((sum, ms) => sum + Math.max(1, Math.round(ms / FRAME_MS)), 0);
  const baseline = (value: number) => ({ name: "blank page", value: Math.max(0.1, value) });
  return [
    {
      name: `${SESSIONS} × ${TOKENS_PER_SECOND} tokens/s, ${SECONDS} s: frames dropped, median window`,
      value: median(watched.map(dropped)),
      unit: "%",
      baseline: baseline(dropped(idle)),
    },
    {
      name: "… main thread blocked over 50 ms at once, worst window, per second",
      value: Math.max(...watched.map((w) => w.blocked)) / (SECONDS - 5),
      unit: "ms",
      baseline: baseline(idle.blocked / 5),
    },
    { name: "… DOM nodes, worst window", value: Math.max(...facts.map((f) => f.nodes)), unit: "" },
    { name: "… JS heap, worst window", value: Math.max(...facts.map((f) => f.heapMiB)) / 2 ** 20, unit: "MiB" },
  ];
}

async function blank(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.goto("about:blank");
  return page;
}

async function watchFrames(page: Page, seconds: number): Promise<Watched> {
  return await page.evaluate(
    (ms) =>
      new Promise<Watched>((done) => {
        const frames: number[] = [];
        let blocked = 0;
        new PerformanceObserver((list) => {
          for (const task of list.getEntries()) blocked += task.duration - 50;
        }).observe({ type: "longtask" });
        const begin = performance.now();
        let last = begin;
        const frame = (now: number) => {
          frames.push(now - last);
          last = now;
          if (now - begin < ms) requestAnimationFrame(frame);
          else done({ frames, blocked });
        };
        requestAnimationFrame(frame);
      }),
    seconds * 1000,
  );
}
