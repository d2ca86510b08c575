import { randomBytes } from "node:crypto";
import { closeSync, constants, openSync, unlinkSync } from "node:fs";
import { lstat, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import type { StoreCheck } from "./contract.ts";
import { dashboardLogPath } from "./dashboard-log.ts";
import { toStoreError } from "./store-error.ts";

const PRIVATE = [
  "",
  "runs",
  "index.jsonl",
  "ui-runs.jsonl",
  "ui-validation-audit.jsonl",
  "workspaces.jsonl",
  "dashboard.log",
  "sessions.jsonl",
];
const LOW_SPACE = 256 * 1024 * 1024;

/** Looks at the store without changing it, apart from one empty file that is made and removed. */
export async function checkStore(
  root: string,
  facts: { runs: number; skippedLines: number; tornLines: number; configErrors: string[] },
): Promise<StoreCheck> {
  const problems = [...facts.configErrors];
  const modes: StoreCheck["modes"] = [];
  for (const name of PRIVATE) {
    const path = join(root, name);
    const found = await lstat(path).catch(() => undefined);
    if (!found) continue;
    modes.push({ path: name || ".", mode: (found.mode & 0o777).toString(8).padStart(4, "0") });
    if ((found.mode & 0o077) !== 0) problems.push(`${path} can be read by others; run: chmod go-rwx ${path}`);
    if (name && !found.isDirectory() && !found.isFile()) problems.push(`${path} is no regular file; move it away`);
  }
  const writable = tryWrite(root, problems);
  const freeBytes = await freeSpace(root);
  if (writable && freeBytes < LOW_SPACE)
    problems.push(
      `only ${Math.floor(freeBytes / 1024 / 1024)} MiB are free in ${root}; codex-toolloop prune removes old runs`,
    );
  if (facts.skippedLines > 0)
    problems.push(
      `${facts.skippedLines} lines of index.jsonl cannot be read; codex-toolloop index rebuild writes it anew`,
    );
  return {
    writable,
    freeBytes,
    modes,
    tornLines: facts.tornLines,
    skippedLines: facts.skippedLines,
    runs: facts.runs,
    log: await logOf(root),
    problems,
  };
}

function tryWrite(root: string, problems: string[]): boolean {
  const path = join(root, `.check.${process.pid}.${randomBytes(6).toString("hex")}.tmp`);
  try {
    closeSync(openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o600));
    unlinkSync(path);
    return true;
  } catch (error) {
    problems.push(toStoreError(error, "write to", root).message);
    return false;
  }
}

async function freeSpace(root: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(root);
    return bavail * bsize;
  } catch {
    return 0;
  }
}

async function logOf(root: string): Promise<StoreCheck["log"]> {
  const path = dashboardLogPath(root);
  const sizes = await Promise.all(["", ".1", ".2"].map((part) => stat(path + part).catch(() => undefined)));
  return { path, bytes: sizes.reduce((sum, found) => sum + (found?.size ?? 0), 0) };
}
