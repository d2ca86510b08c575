import { launch } from "@codex-toolloop/process";
import type { KillLevel, RunRequest } from "@codex-toolloop/protocol";
import { expect } from "vitest";
import { optionsFor } from "./options.ts";
import { good, type Rig } from "./rig.ts";

export interface LeftRun {
  runId: string;
  pid: number;
  startTime: string;
}

/** A live run whose supervisor has gone. The rig's setting must be TOOLLOOP_ON_SHUTDOWN=leave. */
export async function leaveBehind(
  rig: Rig,
  patch: Partial<RunRequest> = {},
  killLevel: KillLevel = "subreaper",
): Promise<LeftRun> {
  const first = await rig.supervise({ killLevel });
  const { runId } = good(await first.submit({ request: rig.request(patch), onLimit: "queue" }));
  await rig.ready(runId);
  expect((await first.shutdown()).left).toEqual([runId]);
  const record = (await rig.records(runId)).find((r) => r.pid !== undefined);
  return { runId, pid: record?.pid ?? 0, startTime: record?.startTime ?? "" };
}

/** A run as the command line starts one: launched below a launcher, without any supervisor. */
export async function fromTerminal(
  rig: Rig,
  patch: Partial<RunRequest> = {},
  level: KillLevel = "subreaper",
): Promise<LeftRun> {
  const request = rig.request({ requestedVia: "cli", ...patch });
  const runDir = await rig.store.createRun(request);
  const launched = await launch({
    ...optionsFor(rig.store).commandFor(request, runDir),
    runId: request.runId,
    runDir,
    deadlineSeconds: 60,
    graceSeconds: 0.3,
    level,
  });
  await rig.ready(request.runId);
  return { runId: request.runId, pid: launched.pid, startTime: launched.startTime };
}
