#!/usr/bin/env node
/** Starts the bundled CLI; in a checkout whose sources are newer than the bundle, bundles it first. */
import { existsSync } from "node:fs";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `codex-toolloop needs Node 20.19 or newer (24 is recommended); this is ${process.version} at ${process.execPath}.\n`,
  );
  process.exit(1);
}

const main = new URL("../dist/main.mjs", import.meta.url);
const sources = new URL("../src/main.ts", import.meta.url);
const bundler = new URL("../../../scripts/bundle.mjs", import.meta.url);
if (existsSync(sources) && existsSync(bundler)) {
  const { bundleCli, CLI, isStale } = await import(bundler.href);
  if (isStale(CLI.outDir, CLI.sources)) {
    try {
      await bundleCli();
    } catch (error) {
      const uninstalled = error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";
      process.stderr.write(
        uninstalled
          ? `codex-toolloop: its dependencies are not installed; run "npm ci" first (npm start does it by itself).\n`
          : `codex-toolloop: its source does not build:\n${error instanceof Error ? error.message : error}\n`,
      );
      process.exit(1);
    }
  }
}
await import(main.href);
