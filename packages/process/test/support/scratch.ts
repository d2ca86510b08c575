import { randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ExitFile } from "@codex-toolloop/protocol";
import { afterAll } from "vitest";
import type { KillLevel, LaunchSpec } from "../../src/contract.ts";

/** Path of a fixture program. */
export function program(name: string): string {
  return fileURLToPath(new URL(`../programs/${name}`, import.meta.url));
}

/** A directory for a test file, removed after it. Usable by other users, too. */
export function scratchDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), "toolloop-process-"));
  chmodSync(path, 0o777);
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A launch spec with a run directory of its own, and a marker that stands in the command line of the whole tree. */
export function spec(
  scratch: string,
  argv: (marker: string) => string[],
  level: KillLevel,
): LaunchSpec & { marker: string } {
  const runDir = mkdtempSync(join(scratch, "run-"));
  chmodSync(runDir, 0o777);
  const marker = join(scratch, `marker-${randomUUID()}`);
  return {
    argv: argv(marker),
    cwd: scratch,
    env: { PATH: process.env.PATH ?? "/usr/bin:/bin" },
    runId: randomUUID(),
    runDir,
    deadlineSeconds: 60,
    graceSeconds: 0.05,
    level,
    marker,
  };
}

/** The launcher's record, by the schema that the rest of the product reads it with. */
export function exitFile(runDir: string): ExitFile {
  return ExitFile.parse(JSON.parse(readFileSync(join(runDir, "exit.json"), "utf8")));
}
