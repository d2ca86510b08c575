import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** The vendors' packages that the tests drive, by exact version. No dependency of the product: 800 MB, and each has its own licence. */
export const VENDORS = { "@openai/codex": "0.169.0", "@anthropic-ai/claude-agent-sdk": "0.3.329" };
const INSTALL_WITHIN = 180_000;

/** Where they are kept between test runs: `TOOLLOOP_TEST_VENDORS`, else a folder per version in the user's cache. */
function cacheFolder() {
  if (process.env.TOOLLOOP_TEST_VENDORS) return resolve(process.env.TOOLLOOP_TEST_VENDORS);
  const base = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  return join(base, "codex-toolloop", `vendors-${Object.values(VENDORS).join("-")}`);
}

/**
 * Finds the vendors' packages in the cache, or installs them there.
 * @returns {string | undefined} the folder whose node_modules has them; undefined, said aloud, where they cannot be had.
 */
export function ensureVendors() {
  const folder = cacheFolder();
  const missing = () => Object.keys(VENDORS).filter((name) => !existsSync(join(folder, "node_modules", name)));
  if (missing().length === 0) return folder;
  console.log(
    `Installing ${Object.entries(VENDORS)
      .map(([n, v]) => `${n}@${v}`)
      .join(" and ")} for the agent tests …`,
  );
  try {
    mkdirSync(folder, { recursive: true });
    const manifest = { name: "codex-toolloop-test-vendors", private: true, dependencies: VENDORS };
    writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
    const options = ["--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=1", "--fetch-timeout=60000"];
    spawnSync("npm", ["install", ...options], {
      cwd: folder,
      stdio: "inherit",
      timeout: INSTALL_WITHIN,
      shell: process.platform === "win32",
    });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
  const still = missing();
  if (still.length === 0) return folder;
  console.log(
    `\nSKIPPED: the tests that drive the real agents. ${still.join(" and ")} could not be installed (is the package registry reachable?).`,
  );
  return undefined;
}
