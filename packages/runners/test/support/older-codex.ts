import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { codex } from "../../src/codex/codex.ts";
import type { Lookup } from "../../src/contract.ts";
import type { RealCodex } from "./real-codex.ts";

/** The real program, with its newer interface hidden: what is left is `exec --json`. */
export async function older(real: RealCodex): Promise<Lookup> {
  const { program = "" } = await codex.find(real.lookup);
  const path = join(real.home.folder, "older-codex");
  const hidden = 'case "$1" in app-server) echo "Usage: codex [OPTIONS] [PROMPT]"; exit 0;; esac';
  await writeFile(path, `#!/bin/sh\n${hidden}\nexec "${program}" "$@"\n`);
  await chmod(path, 0o755);
  return { ...real.lookup, codexBin: path };
}
