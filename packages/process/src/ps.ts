import { spawnSync } from "node:child_process";

/** Times that `ps` prints must not depend on who asks. */
const PLAIN = { LC_ALL: "C", TZ: "UTC" };

/** One process' columns as `ps` prints them, trimmed; null when there is no such process or no `ps`. */
export function psColumns(columns: string[], pid: number): string | null {
  return run(["-p", String(pid)], columns)[0] ?? null;
}

/** All processes, one trimmed line each; empty where there is no `ps`. */
export function psAll(columns: string[], flags: string[] = []): string[] {
  return run(["-A", ...flags], columns);
}

function run(which: string[], columns: string[]): string[] {
  const format = columns.flatMap((c) => ["-o", `${c}=`]);
  const done = spawnSync("ps", [...which, ...format], {
    encoding: "utf8",
    env: { ...process.env, ...PLAIN },
    maxBuffer: 64 * 1024 * 1024,
  });
  if (done.error !== undefined || done.status !== 0) return [];
  return done.stdout.split("\n").flatMap((line) => (line.trim() === "" ? [] : [line.trim()]));
}
