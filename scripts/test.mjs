// `npm test`: installs what it needs (a browser included), builds, and runs every test. Closes with "N passed, N failed".
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureInstalled } from "./lib/install.mjs";
import { bin, requireNode, run } from "./lib/run.mjs";

requireNode();
ensureInstalled();
const { ensureChromium } = await import("./lib/chromium.mjs");
const env = { ...process.env, TOOLLOOP_TEST_CHROMIUM: await ensureChromium() };
// A dashboard's own variables must not reach the tests' stores.
for (const key of Object.keys(env)) if (/^TOOLLOOP_(?!TEST_)/.test(key)) delete env[key];

let passed = 0;
let failed = 0;
/** A step without tests of its own counts as one. */
function step(title, command, args) {
  console.log(`\n— ${title}`);
  if (run(command, args, { env }) === 0) passed++;
  else failed++;
}

function vitest(title, args) {
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
}

const only = process.argv.slice(2);
if (only.length > 0) {
  step("build", process.execPath, ["scripts/build.mjs"]);
  vitest("chosen tests", only);
} else {
  step("format and lint", bin("biome"), ["check", "--error-on-warnings", "."]);
  step("types", bin("tsc"), ["-p", "."]);
  step("build", process.execPath, ["scripts/build.mjs"]);
  vitest("unit and component tests", ["--project", "unit", "--project", "dom", "--maxWorkers=100%"]);
  vitest("system tests: real processes, the built server, a real browser", ["--project", "system"]);
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
