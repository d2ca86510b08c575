// `npm start`: installs and builds what is missing, then serves in this very process, so that signals reach it.
import { ensureInstalled } from "./lib/install.mjs";
import { requireNode } from "./lib/run.mjs";

requireNode();
ensureInstalled();
process.env.NODE_ENV = "production";
process.env.NEXT_TELEMETRY_DISABLED = "1";
const { buildStale } = await import("./lib/build.mjs");
try {
  await buildStale();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
await import("../apps/ui/dist/server.mjs");
