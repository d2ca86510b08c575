/** How does one process tree start, get watched and end? */
export { childEnvironment } from "./child-environment.ts";
export type * from "./contract.ts";
export { identify, liveness, selfIdentity } from "./identify.ts";
export { probeKillLevels, strongestKillLevel } from "./kill-levels.ts";
export { launch } from "./launch.ts";
export { requestStop, type StopSignal } from "./request-stop.ts";
export { runCommand } from "./run-command.ts";
export { hasMembers, type SweepSpec, sweepRun } from "./sweep-run.ts";
export { talk } from "./talk.ts";
