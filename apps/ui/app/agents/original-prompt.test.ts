import { afterEach, beforeEach, expect, it } from "vitest";
import { type TestDashboard, testDashboard, writeRun } from "../../test/test-dashboard.ts";
import { originalPrompt } from "./original-prompt.ts";

const TOKEN = `ghp_${"aB3dE6gH9j".repeat(4).slice(0, 36)}`;
const PROMPT = `Use ${TOKEN}\nto look.`;

let t: TestDashboard;
beforeEach(async () => {
  t = await testDashboard();
});
afterEach(() => t.close());

it("asks again what was asked, not its asterisks; what was edited is taken as it is", async () => {
  const { runId } = await writeRun(t.store, { kind: "prompt", workflow: "prompt" }, PROMPT);
  const shown = (await t.store.readArtifact(runId, "spec.md"))?.content ?? "";
  expect(shown).not.toContain(TOKEN);
  expect(await originalPrompt(shown.replace("\n", "\r\n"), runId)).toBe(PROMPT);
  expect(await originalPrompt(`${shown} now`, runId)).toBe(`${shown} now`);
  for (const from of [undefined, "", "../..", "01890000-0000-7000-8000-000000000001"])
    expect(await originalPrompt(shown, from)).toBe(shown);
});
