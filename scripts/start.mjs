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
if (process.env.npm_lifecycle_event) endWithNpm();
await import("../apps/ui/dist/server.mjs");

/** npm passes signals to a shell between it and us, and the shell keeps them: when it is gone, we were meant. */
function endWithNpm() {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, "SIGTERM");
  }, 500);
  watch.unref();
}
