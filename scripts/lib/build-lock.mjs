import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { ROOT } from "./run.mjs";

const LOCK = resolve(ROOT, "node_modules/.cache/codex-toolloop-build.lock");
/** A lock without a readable owner is somebody's who died between two lines. */
const OWNERLESS_MS = 5_000;

/**
 * Runs a build while no other process builds here. A lock whose owner is gone is taken over.
 * @template T @param {() => Promise<T>} work @returns {Promise<T>}
 */
export async function withBuildLock(work) {
  mkdirSync(resolve(LOCK, ".."), { recursive: true });
  for (let told = false; !take(); ) {
    if (!told) console.log("Another start is building; waiting for it …");
    told = true;
    await wait(200);
  }
  try {
    return await work();
  } finally {
    rmSync(LOCK, { recursive: true, force: true });
  }
}

function take() {
  try {
    mkdirSync(LOCK);
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    if (isAbandoned()) rmSync(LOCK, { recursive: true, force: true });
    return false;
  }
  writeFileSync(resolve(LOCK, "pid"), String(process.pid));
  return true;
}

function isAbandoned() {
  let pid = Number.NaN;
  try {
    pid = Number(readFileSync(resolve(LOCK, "pid"), "utf8"));
  } catch {
    // Not written yet, or never.
  }
  if (pid > 0) {
    try {
      process.kill(pid, 0);
      return false;
    } catch (error) {
      return error.code === "ESRCH";
    }
  }
  const stat = statSync(LOCK, { throwIfNoEntry: false });
  return stat !== undefined && Date.now() - stat.mtimeMs > OWNERLESS_MS;
}
