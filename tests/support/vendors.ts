import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const PACKAGES = { codex: "@openai/codex", claude: "@anthropic-ai/claude-agent-sdk" };

/**
 * Where the tests find a vendor's package: the folder whose `node_modules` has it. `TOOLLOOP_TEST_VENDORS` (which `npm test`
 * sets), else what an earlier test run left in the user's cache.
 * @returns the folder, or the sentence that a skipped test says.
 */
export function vendorFolder(vendor: keyof typeof PACKAGES): { folder: string } | { missing: string } {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "codex-toolloop");
  const kept = existsSync(cache) ? readdirSync(cache).filter((name) => name.startsWith("vendors")) : [];
  const named = process.env.TOOLLOOP_TEST_VENDORS;
  const folder = [...(named ? [named] : []), ...kept.sort().map((name) => join(cache, name))].find((root) =>
    existsSync(join(root, "node_modules", PACKAGES[vendor], "package.json")),
  );
  if (folder !== undefined) return { folder };
  return { missing: `SKIPPED: ${PACKAGES[vendor]} is not in ${cache}: npm run test:agents installs it` };
}
