/** What the dashboard needs to know of processes: which kill levels work here, and what a run may inherit. */
export {
  childEnvironment,
  type KillLevelProbe,
  probeKillLevels,
  strongestKillLevel,
} from "@codex-toolloop/process";
