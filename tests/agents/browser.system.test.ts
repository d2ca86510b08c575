import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "../support/chromium.ts";
import { type AgentStack, startAgentStack } from "./support/agent-stack.ts";
import { vendorsMissing } from "./support/vendor-environment.ts";

const missing = vendorsMissing();
if (missing) console.log(missing);

const WORDS = Array.from({ length: 150 }, (_, n) => `w${n}`);

describe.skipIf(missing !== undefined).each(["codex", "claude"] as const)("the real %s in a real browser", (vendor) => {
  let stack: AgentStack;
  let browser: Browser;
  beforeAll(async () => {
    [stack, browser] = await Promise.all([startAgentStack(), launchChromium()]);
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.close();
  });

  const output = (page: Page) => page.getByRole("region", { name: "Output" });
  async function prompt(page: Page, text: string): Promise<string> {
    await page.getByRole("textbox", { name: "Prompt" }).fill(text);
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.waitForURL(/[?&]run=/);
    return new URL(page.url()).searchParams.get("run") ?? "";
  }

  it("streams through a reload and the death of the dashboard, without a word lost or doubled", async () => {
    stack.model.play("words", [
      [
        { say: `${WORDS.slice(0, 50).join(" ")} ` },
        { hang: true },
        { say: WORDS.slice(50).join(" "), chunk: 5, everyMs: 5 },
      ],
    ]);
    const session = await stack.session(vendor, { approvalPolicy: "never" });
    const page = await browser.newPage();
    await page.goto(`${stack.server.url}/agents?workspace=${stack.workspaceId}&session=${session.id}`);
    const runId = await prompt(page, "Count #words");
    await output(page).getByText("w40").waitFor();
    await page.reload();
    await output(page).getByText("w40").waitFor();
    // The page stays open while its dashboard dies and another takes the store.
    await stack.restart("SIGKILL");
    await stack.model.asked("words");
    stack.model.release("words");
    await output(page).getByText("w149").waitFor({ timeout: 30_000 });
    expect((await stack.settled(runId)).status).toBe("success");
    await output(page).locator("[data-status=success]").first().waitFor();
    const seen = (await output(page).innerText()).match(/\bw\d+\b/g);
    expect(seen).toEqual(WORDS);
    await page.close();
  });

  it("asks, and does what was approved by a key", async () => {
    stack.model.play("ask", [[{ shell: "touch asked.txt && echo granted-$((40 + 2))" }], [{ say: "Thank you." }]]);
    const session = await stack.session(vendor, { sandbox: "workspace-write", approvalPolicy: "always" });
    const page = await browser.newPage();
    await page.goto(`${stack.server.url}/agents?workspace=${stack.workspaceId}&session=${session.id}`);
    const runId = await prompt(page, "May I? #ask");
    await output(page)
      .getByRole("button", { name: /^Approve\b(?! for)/ })
      .waitFor();
    await page.reload();
    await output(page)
      .getByRole("button", { name: /^Approve\b(?! for)/ })
      .waitFor();
    // Keys are heard once this part of the page has come alive.
    const pressed = async () => {
      await page.locator("body").press("y");
      return await output(page).getByRole("button", { name: "Decline" }).count();
    };
    await expect.poll(pressed, { timeout: 20_000 }).toBe(0);
    await output(page).getByText("granted-42").waitFor();
    await output(page).getByText("Thank you.").waitFor();
    expect(await stack.settled(runId)).toMatchObject({ status: "success" });
    await page.close();
  });
});
