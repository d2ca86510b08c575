import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { ROOT, run } from "./run.mjs";

const STAMP = resolve(ROOT, "node_modules/.codex-toolloop-lock");

function lockHash() {
  return createHash("sha256")
    .update(readFileSync(resolve(ROOT, "package-lock.json")))
    .digest("hex");
}

/** Installs the dependencies where they are missing or the lock file has changed since. Exits on failure. */
export function ensureInstalled() {
  const hash = lockHash();
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === hash) return;
  // An install made by hand is as good when the package manager's own record is newer than the lock file.
  const lockedAt = statSync(resolve(ROOT, "package-lock.json")).mtimeMs;
  // npm's, or pnpm's.
  const records = [".package-lock.json", ".modules.yaml"].map((name) => resolve(ROOT, "node_modules", name));
  const made = records.some((record) => existsSync(record) && statSync(record).mtimeMs >= lockedAt);
  if (!made) {
    console.log("Installing dependencies (npm ci) …");
    const code = run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
      shell: process.platform === "win32",
    });
    if (code !== 0) {
      console.error("npm ci failed: see above. Is the package registry reachable?");
      process.exit(code);
    }
  }
  try {
    writeFileSync(STAMP, hash);
  } catch {
    // A read-only node_modules only costs this check next time.
  }
}
