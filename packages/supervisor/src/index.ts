/** Which runs may run now, and do they? Queue, start, stop, adopt. Knows no workflow and no agent. */
export type * from "./contract.ts";
export { createSupervisor } from "./create-supervisor.ts";
export { childEnvironment, type KillLevelProbe, probeKillLevels, strongestKillLevel } from "./process-facts.ts";
