import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { childEnvironment } from "./child-environment.ts";
import type { KillLevel, KillLevelProbe } from "./contract.ts";
import { identify, liveness } from "./identify.ts";
import { signal } from "./kill-members.ts";
import { launch } from "./launch.ts";

const LEVELS: KillLevel[] = ["namespace", "subreaper", "scan"];

/**
 * Which kill levels work on this machine, strongest first, found out by running a tiny tree at each: a program that
 * forks a background process away and ends. The level works when that process is gone once the launcher has ended.
 */
export function probeKillLevels(): Promise<KillLevelProbe[]> {
  return Promise.all(LEVELS.map(probe));
}

/**
 * The strongest kill level that works here. With a preference other than `auto`: that level, or the strongest working one
 * below it. `scan` is the floor, whether it works or not: there is nothing weaker.
 */
export async function strongestKillLevel(
  preference: "auto" | KillLevel,
  probes?: KillLevelProbe[],
): Promise<KillLevel> {
  const ceiling = preference === "auto" ? 0 : LEVELS.indexOf(preference);
  const works = (probes ?? (await probeKillLevels())).filter((p) => p.works).map((p) => p.level);
  return LEVELS.slice(ceiling).find((level) => works.includes(level)) ?? "scan";
}

/** A test run takes some 30 ms, and is ended by its deadline after five seconds. Milliseconds. */
const END_WITHIN = 15_000;

async function probe(level: KillLevel): Promise<KillLevelProbe> {
  const runDir = await mkdtemp(join(tmpdir(), "toolloop-probe-"));
  let left: ReturnType<typeof identify> = null;
  try {
    const run = await launch({
      argv: ["/bin/sh", "-c", "(sleep 30 & echo $! >stray) ; true"],
      cwd: runDir,
      env: childEnvironment(process.env, []),
      // A name of its own: by it the launcher of level `scan` finds what belongs to its run, and probes run side by side.
      runId: `probe-${randomUUID()}`,
      runDir,
      deadlineSeconds: 5,
      graceSeconds: 0.2,
      level,
    });
    if (!(await endsInTime(run.exited)))
      return { level, works: false, detail: "The launcher of a test run did not end in time." };
    const exit: unknown = JSON.parse(await readFile(join(runDir, "exit.json"), "utf8"));
    const struck = killedIn(exit);
    left = struck === null ? null : identify(struck);
    if (level !== "scan" && !isProven(exit)) {
      return { level, works: false, detail: "The kernel did not confirm that nothing of a test run was left." };
    }
    if (struck === null) return { level, works: false, detail: "A test process that was left behind was not found." };
    if (left !== null && liveness(left) === "alive") {
      return { level, works: false, detail: "A test process that was left behind was not killed." };
    }
    return { level, works: true, detail: DETAIL[level] };
  } catch (error) {
    return { level, works: false, detail: error instanceof Error ? error.message : String(error) };
  } finally {
    if (left !== null && liveness(left) === "alive") signal(left.pid, "SIGKILL");
    await rm(runDir, { recursive: true, force: true });
  }
}

/** Waits with a timer, since `exited` alone would not keep a program running that does nothing else (doctor, say). */
async function endsInTime(exited: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), END_WITHIN);
  });
  try {
    return await Promise.race([exited.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

const DETAIL: Record<KillLevel, string> = {
  namespace: "A run is a PID namespace of its own: the kernel ends all of it, also when the launcher is killed.",
  subreaper: "The launcher inherits every process of its run and kills until the kernel says that none is left.",
  scan: "Best effort: finds a run's processes by parent, group and environment; what hides from all three survives.",
};

/** The pid of the one process that the launcher says it killed; null when there is none. */
function killedIn(exit: unknown): number | null {
  if (typeof exit !== "object" || exit === null || !("killed" in exit) || !Array.isArray(exit.killed)) return null;
  const first: unknown = exit.killed[0];
  if (typeof first !== "object" || first === null || !("pid" in first) || typeof first.pid !== "number") return null;
  return first.pid;
}

function isProven(exit: unknown): boolean {
  return typeof exit === "object" && exit !== null && "proven" in exit && exit.proven === true;
}
