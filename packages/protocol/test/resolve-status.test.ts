import { describe, expect, it } from "vitest";
import {
  type FinalStatus,
  FinalStatus as FinalStatuses,
  type Liveness,
  resolveStatus,
  type StatusEvidence,
} from "../src/index.ts";

type Exit = NonNullable<StatusEvidence["exit"]>;
const exited = (patch: Partial<Exit> = {}): Exit => ({
  exitCode: 0,
  signal: null,
  deadline: false,
  stopSignal: null,
  spawnError: undefined,
  ...patch,
});
const asked = "2026-01-01T00:00:00.000Z";
const LIVENESS: Liveness[] = ["alive", "gone", "unknown"];

/** rule, evidence, status, reason */
const TABLE: [string, StatusEvidence, string, string | undefined][] = [
  ["nothing known is queued", { liveness: "unknown" }, "queued", undefined],
  ["a waiting run is queued", { record: { status: "queued" }, liveness: "gone" }, "queued", undefined],
  ["a live process is running", { record: { status: "queued" }, liveness: "alive" }, "running", undefined],
  [
    "a live process with an outcome is running",
    { meta: { status: "success" }, liveness: "alive" },
    "running",
    undefined,
  ],
  [
    "a gone process with an outcome has it",
    { meta: { status: "failed", reason: "step_failed" }, liveness: "gone" },
    "failed",
    "step_failed",
  ],
  [
    "an outcome counts where liveness is not known",
    { meta: { status: "success", reason: "exit_zero" }, liveness: "unknown" },
    "success",
    "exit_zero",
  ],
  [
    "a gone process without an outcome is orphaned",
    { record: { status: "running" }, liveness: "gone" },
    "orphaned",
    "process_gone",
  ],
  [
    "also when the run process had begun to write",
    { record: { status: "queued" }, meta: { status: "running" }, liveness: "gone" },
    "orphaned",
    "process_gone",
  ],
  ["also without a record", { meta: { status: "running" }, liveness: "gone" }, "orphaned", "process_gone"],
  [
    "an unknown process keeps what was written",
    { record: { status: "queued" }, meta: { status: "running" }, liveness: "unknown" },
    "running",
    undefined,
  ],
  ["exit 0 without an outcome is success", { exit: exited(), liveness: "gone" }, "success", "exit_zero"],
  ["another exit code is failed", { exit: exited({ exitCode: 3 }), liveness: "gone" }, "failed", "exit_nonzero"],
  [
    "a signal nobody asked for is failed",
    { exit: exited({ exitCode: null, signal: "SIGSEGV" }), liveness: "gone" },
    "failed",
    "signal",
  ],
  [
    "a program that did not start is failed",
    { exit: exited({ exitCode: 127, spawnError: "no such file" }), liveness: "gone" },
    "failed",
    "spawn_error",
  ],
  [
    "the launcher's deadline is timeout",
    { exit: exited({ exitCode: null, signal: "SIGKILL", deadline: true }), liveness: "gone" },
    "timeout",
    "deadline",
  ],
  [
    "a signal to the launcher is canceled",
    { exit: exited({ exitCode: null, signal: "SIGTERM", stopSignal: "SIGTERM" }), liveness: "gone" },
    "canceled",
    "stop_requested",
  ],
  [
    "a requested stop is canceled, whatever the exit code",
    { record: { status: "running", stopRequestedAt: asked }, exit: exited({ exitCode: 9 }), liveness: "gone" },
    "canceled",
    "stop_requested",
  ],
  [
    "a stop by shutdown says so",
    {
      record: { status: "running", stopRequestedAt: asked, reason: "shutdown" },
      exit: exited({ exitCode: 9 }),
      liveness: "gone",
    },
    "canceled",
    "shutdown",
  ],
  [
    "a run that succeeded while it was being stopped succeeded",
    {
      record: { status: "running", stopRequestedAt: asked },
      meta: { status: "success", reason: "exit_zero" },
      exit: exited({ stopSignal: "SIGTERM" }),
      liveness: "gone",
    },
    "success",
    "exit_zero",
  ],
  [
    "the run's word goes before the exit code",
    { meta: { status: "failed", reason: "output_invalid" }, exit: exited(), liveness: "gone" },
    "failed",
    "output_invalid",
  ],
  [
    "exit.json goes before liveness",
    { meta: { status: "success", reason: "exit_zero" }, exit: exited(), liveness: "alive" },
    "success",
    "exit_zero",
  ],
  [
    "a run that took the deadline for a stop is timeout",
    { meta: { status: "canceled", reason: "signal" }, exit: exited({ deadline: true }), liveness: "gone" },
    "timeout",
    "deadline",
  ],
  [
    "but a stop that was asked for before the deadline stays canceled",
    {
      record: { status: "running", stopRequestedAt: asked },
      meta: { status: "canceled", reason: "stop_requested" },
      exit: exited({ deadline: true }),
      liveness: "gone",
    },
    "canceled",
    "stop_requested",
  ],
  [
    "a run that finished at its deadline keeps its outcome",
    { meta: { status: "success", reason: "exit_zero" }, exit: exited({ deadline: true }), liveness: "gone" },
    "success",
    "exit_zero",
  ],
];

describe("resolveStatus", () => {
  it.each(TABLE)("%s", (_rule, evidence, status, reason) => {
    const resolved = resolveStatus(evidence);
    expect([resolved.status, resolved.reason]).toEqual([status, reason]);
  });

  it("never overwrites a final record, whatever else is known", () => {
    const metas: StatusEvidence["meta"][] = [
      undefined,
      { status: "running" },
      { status: "success", reason: "exit_zero" },
    ];
    const exits = [undefined, exited(), exited({ deadline: true }), exited({ exitCode: 1, stopSignal: "SIGTERM" })];
    for (const status of FinalStatuses.options)
      for (const meta of metas)
        for (const exit of exits)
          for (const liveness of LIVENESS)
            expect(resolveStatus({ record: { status, reason: "kept" }, meta, exit, liveness })).toEqual({
              status,
              reason: "kept",
            });
  });

  it("is always final once exit.json is there, and never final while only the process is known to live", () => {
    const codes = [0, 1, 127, null];
    const final: readonly string[] = FinalStatuses.options satisfies FinalStatus[];
    for (const exitCode of codes)
      for (const signal of [null, "SIGKILL"])
        for (const deadline of [true, false])
          for (const liveness of LIVENESS)
            expect(final).toContain(resolveStatus({ exit: exited({ exitCode, signal, deadline }), liveness }).status);
    for (const status of ["queued", "running"] as const)
      expect(resolveStatus({ record: { status }, meta: { status: "success" }, liveness: "alive" }).status).toBe(
        "running",
      );
  });
});
