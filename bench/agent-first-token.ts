import type { BrowserContext } from "playwright";
import { type AgentStack, startAgentStack, type Vendor } from "../tests/agents/support/agent-stack.ts";
import { vendorsMissing } from "../tests/agents/support/vendor-environment.ts";
import { launchChromium } from "../tests/support/chromium.ts";
import { bareEventSource } from "./lib/bare-event-source.ts";
import { type Figure, quantile } from "./lib/figures.ts";

const ROUNDS = 20;

/** First token sent by the model server → painted on the console's page, through the real agent, its run process and the dashboard. */
export async function agentFirstToken(): Promise<Figure[]> {
  const missing = vendorsMissing();
  if (missing) {
    console.log(missing);
    return [];
  }
  const stack = await startAgentStack();
  const browser = await launchChromium();
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const figures: Figure[] = [];
    const bare = await bareEventSource(context, { count: 60, perSecond: 10, painted: true });
    for (const vendor of ["codex", "claude"] as const)
      figures.push(...(await firstTokens(stack, context, vendor, bare)));
    return figures;
  } finally {
    await browser.close();
    await stack.close();
  }
}

async function firstTokens(
  stack: AgentStack,
  context: BrowserContext,
  vendor: Vendor,
  bare: number[],
): Promise<Figure[]> {
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
    const shownAt = page.evaluate<number>(SHOWN(word));
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
    baseline: { name: "bare SSE → painted", value: Math.max(1, quantile(bare, p)) },
  }));
}

/** As text: a bundler's helpers do not exist in the page. Resolves when the frame with the word was painted. */
const SHOWN = (word: string) => `new Promise((done) => {
  const watch = new MutationObserver(() => look());
  const look = () => {
    if (!document.querySelector("main").textContent.includes(${JSON.stringify(word)})) return;
    watch.disconnect();
    requestAnimationFrame(() => done(performance.timeOrigin + performance.now()));
  };
  watch.observe(document.body, { subtree: true, childList: true, characterData: true });
  look();
})`;
