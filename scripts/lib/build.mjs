import { spawn } from "node:child_process";
import { cpSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { bundleCli, bundleServer, CLI, isStale, SERVER } from "../bundle.mjs";
import { withBuildLock } from "./build-lock.mjs";
import { ROOT } from "./run.mjs";

/** Same stamp file as the bundles have, so that one rule says what is stale. */
const STAMP = ".bundle.json";
const KEPT_BUILDS = 4;
const at = (path) => resolve(ROOT, path);
/** Copies of finished dashboard builds, one folder each: a running dashboard keeps its own while a newer one is made. */
const UI = {
  outDir: at("apps/ui/.builds"),
  sources: [
    ...["app", "components", "lib", "proxy.ts", "instrumentation-client.ts", "postcss.config.mjs", "package.json"].map(
      (p) => `apps/ui/${p}`,
    ),
    ...["packages", "next.config.ts", "package-lock.json", "package.json"],
  ].map(at),
};
const SERVER_SOURCES = [...SERVER.sources, at("apps/ui/server")];

const PARTS = [
  { name: "CLI", isStale: () => isStale(CLI.outDir, CLI.sources), build: () => bundleCli() },
  { name: "server", isStale: () => isStale(SERVER.outDir, SERVER_SOURCES), build: () => bundleServer() },
  { name: "dashboard", isStale: () => isStale(UI.outDir, UI.sources), build: buildUi },
];

/**
 * Builds what is missing or older than its sources: the CLI and the server (bundles), the dashboard (Next).
 * @param {{ all?: boolean }} [options] `all` builds also what is fresh. @returns {Promise<string[]>} what was built.
 */
export async function buildStale({ all = false } = {}) {
  const wanted = () => PARTS.filter((part) => all || part.isStale());
  if (wanted().length === 0) return [];
  return await withBuildLock(async () => {
    // Whoever held the lock before may have built it all.
    const parts = wanted();
    if (parts.length === 0) return [];
    const names = parts.map((part) => part.name).join(", ");
    process.stdout.write(`Building ${names} … `);
    const begun = Date.now();
    try {
      for (const part of parts) await part.build();
    } catch (error) {
      process.stdout.write("failed\n");
      throw error;
    }
    process.stdout.write(`${((Date.now() - begun) / 1000).toFixed(1)} s\n`);
    // esbuild's helper process would stay as long as the dashboard that is started next.
    await (await import("esbuild")).stop();
    return parts.map((part) => part.name);
  });
}

async function buildUi() {
  const begun = new Date();
  const { code, output } = await capture(process.execPath, [at("node_modules/next/dist/bin/next"), "build", "apps/ui"]);
  if (code !== 0) throw new Error(`next build failed:\n${output}`);
  const current = begun.toISOString().replace(/\D/g, "");
  const skipped = new Set(
    ["cache", "dev", "types", "trace", "trace-build", "diagnostics"].map((d) => at(`apps/ui/.next/${d}`)),
  );
  cpSync(at("apps/ui/.next"), resolve(UI.outDir, current), { recursive: true, filter: (from) => !skipped.has(from) });
  // The stamp comes last and by rename: a build that is interrupted does not pass for one.
  const stamp = resolve(UI.outDir, STAMP);
  writeFileSync(`${stamp}.tmp`, `${JSON.stringify({ current })}\n`);
  utimesSync(`${stamp}.tmp`, begun, begun);
  renameSync(`${stamp}.tmp`, stamp);
  for (const old of readdirSync(UI.outDir)
    .filter((name) => /^\d+$/.test(name))
    .sort()
    .slice(0, -KEPT_BUILDS))
    rmSync(resolve(UI.outDir, old), { recursive: true, force: true });
}

function capture(command, args) {
  return new Promise((done, fail) => {
    const env = { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
    const child = spawn(command, args, { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] });
    // Whoever ends us while we build ends the build, too.
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
    const onSignal = () => {
      child.kill("SIGKILL");
      process.exit(130);
    };
    for (const signal of signals) process.once(signal, onSignal);
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text) => (output += text));
    child.on("error", fail);
    child.on("close", (code) => {
      for (const signal of signals) process.off(signal, onSignal);
      done({ code, output });
    });
  });
}
