import { readFileSync } from "node:fs";
import { identify } from "@codex-toolloop/process";

/** Pid and start time of this process, so that runs written by the bench count as alive. */
export function livingIdentity(): { pid: number; startTime: string } {
  const identity = identify(process.pid);
  if (!identity)
    throw new Error(`cannot identify pid ${process.pid} (${readFileSync("/proc/self/stat", "utf8").slice(0, 40)})`);
  return identity;
}
