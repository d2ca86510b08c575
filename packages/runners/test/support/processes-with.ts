import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

const LOOK_EVERY_MS = 20;
const WITHIN_MS = 20_000;

/**
 * Command lines of living processes that hold a text, as soon as they are what is waited for.
 * @throws after 20 seconds.
 */
export async function processesWith(text: string, isEnough: (found: string[]) => boolean): Promise<string[]> {
  const until = performance.now() + WITHIN_MS;
  for (;;) {
    const found = living().filter((command) => command.includes(text));
    if (isEnough(found)) return found;
    if (performance.now() > until) throw new Error(`no process with "${text}" as expected; found ${found.length}`);
    await pause(LOOK_EVERY_MS);
  }
}

function living(): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim()];
      } catch {
        return [];
      }
    });
}
