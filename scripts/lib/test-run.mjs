import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureInstalled } from "./install.mjs";
import { bin, requireNode, run } from "./run.mjs";
import { ensureVendors } from "./vendors.mjs";

/**
 * Makes ready what tests need (packages, a browser, the agents where they can be had) and counts what passes.
 * @returns steps and test files to run, whether the agents are there, and `end`, which prints the count and exits.
 */
export async function createTestRun() {
  requireNode();
  ensureInstalled();
  const { ensureChromium } = await import("./chromium.mjs");
  const env = { ...process.env, TOOLLOOP_TEST_CHROMIUM: await ensureChromium() };
  // A dashboard's own variables must not reach the tests' stores, nor a user's agents and their keys the tests.
  for (const key of Object.keys(env))
    if (/^(TOOLLOOP_(?!TEST_)|CODEX_|OPENAI_|ANTHROPIC_|CLAUDE)/.test(key)) delete env[key];
  const vendors = ensureVendors();
  if (vendors === undefined) delete env.TOOLLOOP_TEST_VENDORS;
  else env.TOOLLOOP_TEST_VENDORS = vendors;

  let passed = 0;
  let failed = 0;
  return {
    hasVendors: vendors !== undefined,
    /** A step without tests of its own counts as one. */
    step(title, command, args) {
      console.log(`\n— ${title}`);
      if (run(command, args, { env }) === 0) passed++;
      else failed++;
    },
    vitest(title, args) {
      console.log(`\n— ${title}`);
      const dir = mkdtempSync(join(tmpdir(), "toolloop-test-"));
      const file = join(dir, "result.json");
      const code = run(
        bin("vitest"),
        ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`, ...args],
        { env },
      );
      const result = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
      rmSync(dir, { recursive: true, force: true });
      passed += result?.numPassedTests ?? 0;
      const bad = result?.numFailedTests ?? 0;
      // A file that cannot even load fails no test, yet the run is not green.
      failed += code !== 0 && bad === 0 ? 1 : bad;
    },
    end() {
      console.log(`\n${passed} passed, ${failed} failed`);
      process.exit(failed ? 1 : 0);
    },
  };
}
