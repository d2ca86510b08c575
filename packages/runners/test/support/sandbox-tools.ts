import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { vendorFolder } from "../../../../tests/support/vendors.ts";
import { findOnPath } from "../../src/claude/find/locate.ts";

/**
 * The programs that Claude's sandbox needs: the machine's own, else the bubblewrap that comes with codex and our stand-in
 * for socat. undefined where there is no bubblewrap, or no need of one.
 */
export function toolsOfSandbox(): Record<string, string> | undefined {
  if (process.platform !== "linux") return undefined;
  const bwrap = findOnPath("bwrap", process.env.PATH) ?? ofCodex();
  if (!bwrap) return undefined;
  return { bwrap, socat: findOnPath("socat", process.env.PATH) ?? join(import.meta.dirname, "socat.mjs") };
}

function ofCodex(): string | undefined {
  const vendor = vendorFolder("codex");
  const vendors = "folder" in vendor ? vendor.folder : "";
  const platform = join(vendors, "node_modules", "@openai", `codex-linux-${process.arch}`, "vendor");
  const targets = existsSync(platform) ? readdirSync(platform) : [];
  return targets.map((target) => join(platform, target, "codex-resources", "bwrap")).find((path) => existsSync(path));
}
