import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { createCodexHome } from "../../support/codex-home.ts";
import { vendorFolder } from "../../support/vendors.ts";

/** The vendors' own command line programs, as installed for the tests. Throws where they are not. */
export function vendorPrograms(): { codex: string; claude: string } {
  const codex = vendorFolder("codex");
  const claude = vendorFolder("claude");
  if ("missing" in codex) throw new Error(codex.missing);
  if ("missing" in claude) throw new Error(claude.missing);
  const platform = `claude-agent-sdk-${process.platform}-${process.arch}`;
  return {
    codex: join(codex.folder, "node_modules/.bin/codex"),
    claude: join(claude.folder, "node_modules/@anthropic-ai", platform, "claude"),
  };
}

/** Why the tests with real agents are skipped here; undefined where both are installed. */
export function vendorsMissing(): string | undefined {
  for (const vendor of ["codex", "claude"] as const) {
    const found = vendorFolder(vendor);
    if ("missing" in found) return found.missing;
  }
  return undefined;
}

/** An environment in which both agents speak with the scripted model server, with homes of their own in `folder` and no account. */
export async function vendorEnvironment(
  modelUrl: string,
): Promise<{ env: Record<string, string>; folder: string; remove(): Promise<void> }> {
  const home = await createCodexHome(modelUrl);
  const claudeConfig = join(home.folder, "claude");
  mkdirSync(claudeConfig);
  // A place of npm's global packages of its own: the Agent SDK is found there as a user's would be.
  const found = vendorFolder("claude");
  if ("missing" in found) throw new Error(found.missing);
  mkdirSync(join(home.folder, "npm/lib"), { recursive: true });
  symlinkSync(join(found.folder, "node_modules"), join(home.folder, "npm/lib/node_modules"));
  return {
    env: {
      ...home.env,
      npm_config_prefix: join(home.folder, "npm"),
      CLAUDE_CONFIG_DIR: claudeConfig,
      ANTHROPIC_BASE_URL: modelUrl,
      ANTHROPIC_API_KEY: "no-secret",
      // A refusal is told at once instead of after waits that double.
      CLAUDE_CODE_MAX_RETRIES: "1",
    },
    folder: home.folder,
    remove: home.remove,
  };
}
