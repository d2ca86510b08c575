import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright";

/** Parts of the console, and the steps that every test of it takes. */
export const output = (page: Page) => page.getByRole("region", { name: "Output" });
export const sessions = (page: Page) => page.locator("a[data-session]");
export const history = (page: Page) => page.locator("a[data-run]");
export const note = (page: Page) => page.getByTestId("console-note");
export const runner = (page: Page) => page.getByLabel("Runner");
export const workspace = (page: Page) => page.locator("#workspace");
export const prompt = (page: Page) => page.locator("#prompt");
export const param = (page: Page, name: string) => new URL(page.url()).searchParams.get(name);
/** Waits until the run that the output shows is in this state. */
export const status = (page: Page, word: string) =>
  page.getByTestId("output-status").locator(`[data-status=${word}]`).waitFor({ timeout: 20_000 });

/** Adds a folder by its dialog. */
export async function add(page: Page, path: string): Promise<void> {
  await page.getByRole("link", { name: /^(Add folder|Another folder)$/ }).click();
  await page.getByLabel("Path (required)").fill(path);
  await page.getByRole("button", { name: "Add folder" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
}

/** Creates a session that replays this prompt's tape, and waits until it is the active one. */
export async function create(page: Page, tape: string): Promise<string> {
  const before = param(page, "session");
  await page.getByLabel("Recording").selectOption({ label: tape });
  await page.getByRole("button", { name: "Create Session" }).click();
  await page.waitForURL((url) => (url.searchParams.get("session") ?? before) !== before);
  const id = param(page, "session") ?? "";
  await page.locator(`a[data-session="${id}"][aria-current=true]`).waitFor();
  return id;
}

/** Runs a prompt, and waits until its run is the selected one. */
export async function run(page: Page, text: string): Promise<string> {
  const before = param(page, "run");
  await prompt(page).fill(text);
  await page.keyboard.press("Control+Enter");
  await page.waitForURL((url) => (url.searchParams.get("run") ?? before) !== before);
  return param(page, "run") ?? "";
}

export async function violations(page: Page): Promise<string[]> {
  const found = await new AxeBuilder({ page }).setLegacyMode().analyze();
  return found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 200)).join(" | ")}`);
}
