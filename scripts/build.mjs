// `npm run build`: bundles the CLI and the server, and builds the dashboard; only what is older than its sources, with `--force` all of it.
import { ensureInstalled } from "./lib/install.mjs";
import { requireNode } from "./lib/run.mjs";

requireNode();
ensureInstalled();
const { buildStale } = await import("./lib/build.mjs");
try {
  const built = await buildStale({ all: process.argv.includes("--force") });
  if (built.length === 0) console.log("Everything is up to date.");
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
