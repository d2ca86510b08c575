// `npm run bench [name…]`: builds, then measures; JSON in bench/results/latest.json, a table on the terminal.
import { ensureInstalled } from "./lib/install.mjs";
import { bin, requireNode, run } from "./lib/run.mjs";

requireNode();
ensureInstalled();
const { ensureChromium } = await import("./lib/chromium.mjs");
const { ensureVendors } = await import("./lib/vendors.mjs");
const env = { ...process.env, TOOLLOOP_TEST_CHROMIUM: await ensureChromium() };
for (const key of Object.keys(env)) if (/^TOOLLOOP_(?!TEST_)/.test(key)) delete env[key];
// The benches with real agents are left out, aloud, where these cannot be had.
const vendors = ensureVendors();
if (vendors !== undefined) env.TOOLLOOP_TEST_VENDORS = vendors;
if (run(process.execPath, ["scripts/build.mjs"]) !== 0) process.exit(1);
process.exit(run(bin("tsx"), ["bench/main.ts", ...process.argv.slice(2)], { env }));
