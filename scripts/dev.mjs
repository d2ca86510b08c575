// `npm run dev`: the server from its source, with Next's development build; runs are executed by the bundled CLI.
import { spawn } from "node:child_process";
import { ensureInstalled } from "./lib/install.mjs";
import { ROOT, requireNode } from "./lib/run.mjs";

requireNode();
ensureInstalled();
const { bundleStale } = await import("./bundle.mjs");
await bundleStale({ server: false });
const child = spawn(process.execPath, ["--import", "tsx", "apps/ui/server.ts", "--dev", ...process.argv.slice(2)], {
  cwd: ROOT,
  stdio: "inherit",
  env: { ...process.env, NODE_ENV: "development", NEXT_TELEMETRY_DISABLED: "1" },
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
