import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { run } from "./run.mjs";

const INSTALLED = [
  process.env.TOOLLOOP_TEST_CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

async function find() {
  const { chromium } = await import("playwright");
  return [chromium.executablePath(), ...INSTALLED].find(
    (p) => p && existsSync(p) && spawnSync(p, ["--version"], { stdio: "ignore" }).status === 0,
  );
}

/** Finds a Chromium for the browser tests, or installs one: Playwright's own build, else Debian's package. */
export async function ensureChromium() {
  const found = await find();
  if (found) return found;
  console.log("Installing Chromium for the browser tests …");
  spawnSync(process.execPath, ["node_modules/playwright/cli.js", "install", "chromium"], {
    stdio: "inherit",
    timeout: 240_000,
  });
  let path = await find();
  if (!path && existsSync("/usr/bin/apt-get")) {
    const sudo = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
    const apt = (...args) =>
      run([...sudo, "apt-get"][0], [...sudo, "apt-get"].slice(1).concat(args), {
        env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      });
    apt("update", "-qq");
    apt("install", "-y", "-qq", "--no-install-recommends", "chromium");
    path = await find();
  }
  if (!path) {
    console.error(
      "No Chromium could be installed. Install one (Debian: apt-get install chromium) or set TOOLLOOP_TEST_CHROMIUM.",
    );
    process.exit(1);
  }
  return path;
}
