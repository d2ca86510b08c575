import { readdirSync, readFileSync } from "node:fs";

/** Processes that have this word in their command line, by pid and start time; the test's own are not among them. */
export function marked(word: string): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, "utf8");
        const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
        const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        return line.includes(word) && fields[0] !== "Z" ? [`${pid}@${fields[19]}`] : [];
      } catch {
        return []; // it ended while we looked
      }
    });
}

/** Resolves with what `marked` finds once there is something. @throws after `withinMs`. */
export async function untilMarked(word: string, withinMs = 15_000): Promise<string[]> {
  const until = performance.now() + withinMs;
  while (performance.now() < until) {
    const found = marked(word);
    if (found.length > 0) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`no process with ${word} within ${withinMs} ms`);
}

/** Pid of the parent of a process that `marked` found. */
export function parentOf(identity: string): number {
  const stat = readFileSync(`/proc/${identity.split("@")[0]}/stat`, "utf8");
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
}
