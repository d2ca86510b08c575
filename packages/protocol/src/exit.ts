import { z } from "zod";
import { Instant } from "./ids.ts";
import { KillLevel } from "./status.ts";

export const ProcessFact = z.object({
  pid: z.number().int(),
  command: z.string().optional(),
  signal: z.string().optional(),
});
export type ProcessFact = z.infer<typeof ProcessFact>;

/** `exit.json`, written by the launcher once the whole tree is gone (or given up on). */
export const ExitFile = z.object({
  v: z.literal(1),
  /** Pid as seen outside, and start time, of the launcher: the run's identity. */
  pid: z.number().int(),
  startTime: z.string(),
  exitCode: z.number().int().nullable(),
  signal: z.string().nullable(),
  startedAt: Instant,
  finishedAt: Instant,
  /** The deadline fired in the launcher. */
  deadline: z.boolean(),
  /** A signal asked the launcher to stop. */
  stopSignal: z.string().nullable(),
  killLevel: KillLevel,
  /** Processes that had to be killed, and the last signal each got. */
  killed: z.array(ProcessFact),
  /** Processes still alive when the launcher gave up (a setuid child, say). */
  survived: z.array(ProcessFact),
  /** The kernel said ECHILD: nothing of the run is left. Never true at level `scan`. */
  proven: z.boolean(),
  /** The command could not be started. */
  spawnError: z.string().optional(),
});
export type ExitFile = z.infer<typeof ExitFile>;
