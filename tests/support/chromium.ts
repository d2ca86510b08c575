import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright";

const CANDIDATES = [
  process.env.TOOLLOOP_TEST_CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Path of a Chromium that starts on this machine: Playwright's own, else an installed one; undefined where there is none. */
export function findChromium(): string | undefined {
  const own = chromium.executablePath();
  return [own, ...CANDIDATES].find((p) => p !== undefined && existsSync(p) && spawnSync(p, ["--version"]).status === 0);
}

/** A headless browser for tests. Throws, naming the fix, where there is none: browser tests never pass by not running. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath)
    throw new Error("No Chromium found. `npm test` installs one; or set TOOLLOOP_TEST_CHROMIUM to its path.");
  const args = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ];
  if (process.getuid?.() === 0) args.push("--no-sandbox");
  return await chromium.launch({ executablePath, args });
}
