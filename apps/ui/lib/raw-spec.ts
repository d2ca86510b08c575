import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { LIMITS } from "@codex-toolloop/protocol";

/** The spec of an earlier run as it was given, for starting it again; never shown. Undefined where there is none to read. */
export async function readRawSpec(runDir: string): Promise<string | undefined> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(join(runDir, "spec.md"), flags).catch(() => undefined);
  if (!file) return undefined;
  try {
    const stat = await file.stat();
    if (!stat.isFile() || stat.size > LIMITS.specBytes) return undefined;
    return await file.readFile("utf8");
  } finally {
    await file.close();
  }
}
