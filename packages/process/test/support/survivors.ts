import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

/** A re-forker beats every 2 ms: a heart that is still for this long has stopped. */
const HEART_STILL = 40;

/**
 * What still runs of a tree, counted without the product's own scan: processes with the marker in their command line, and
 * a heart that still beats.
 */
export async function survivors(marker: string): Promise<string[]> {
  const seen = new Set<string>();
  const before = beats(marker);
  for (let scan = 0; scan < 2; scan++) for (const line of marked(marker)) seen.add(line);
  if (before > 0) {
    await pause(HEART_STILL);
    if (beats(marker) !== before) seen.add("heart still beats");
    for (const line of marked(marker)) seen.add(line);
  }
  return [...seen];
}

/** Ends what a test found alive, so that it leaves nothing behind either. */
export async function endSurvivors(marker: string): Promise<void> {
  const until = performance.now() + 5_000;
  while ((await survivors(marker)).length > 0 && performance.now() < until) {
    for (let round = 0; round < 50; round++) for (const line of marked(marker)) kill(Number.parseInt(line, 10));
  }
}

function marked(marker: string): string[] {
  return readdirSync("/proc").flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const state = /\) (\S)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1];
      const line = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
      return state !== "Z" && line.includes(marker) ? [`${pid} ${line}`] : [];
    } catch {
      return [];
    }
  });
}

function beats(marker: string): number {
  return existsSync(`${marker}.beat`) ? statSync(`${marker}.beat`).size : 0;
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // it ended by itself
  }
}
