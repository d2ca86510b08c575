import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { liveness, probeKillLevels } from "@codex-toolloop/process";
import { afterEach, describe, expect, it } from "vitest";
import { fromTerminal, leaveBehind } from "./support/leave-behind.ts";
import { good, makeRig, type Rig, strayOf, until } from "./support/rig.ts";

const probes = await probeKillLevels();
const levels = probes.filter((p) => p.works && p.level !== "scan").map((p) => p.level);
const deaf = { control: "ignore", term: "ignore", detached: true };

let rig: Rig;
afterEach(() => rig.cleanup());

describe.each(levels)("at kill level %s", (killLevel) => {
  const start = async (inputs: Record<string, string | boolean>, settings: Record<string, string> = {}) => {
    rig = await makeRig(settings);
    const supervisor = await rig.supervise({ killLevel });
    const { runId } = good(await supervisor.submit({ request: rig.request({ inputs }), onLimit: "reject" }));
    await rig.ready(runId);
    const record = (await rig.records(runId)).find((r) => r.pid !== undefined);
    return { supervisor, runId, pid: record?.pid ?? 0, startTime: record?.startTime ?? "" };
  };
  /** The pid of a run's own program, as seen from here. */
  const selfOf = async (runId: string) => Number(await readFile(join(rig.root, "runs", runId, "self.pid"), "utf8"));

  it("a stop ends everything, and the receipt proves it", async () => {
    const { supervisor, runId } = await start(deaf);
    good(await supervisor.stop(runId, "ada"));
    expect(await supervisor.settled(runId)).toBe("canceled");
    const receipt = await supervisor.receipt(runId);
    expect(receipt).toMatchObject({ complete: true, proven: true, killLevel, survived: [] });
    expect(receipt?.killed.length).toBeGreaterThanOrEqual(1);
  });

  it("a shutdown ends everything", async () => {
    const { supervisor, runId, ...identity } = await start(deaf);
    expect(await supervisor.shutdown()).toEqual({ stopped: [runId], left: [] });
    expect(liveness(identity)).toBe("gone");
    expect((await rig.records(runId)).at(-1)).toMatchObject({ status: "canceled", reason: "shutdown" });
  });

  it("a run that was left is adopted by the next dashboard, and ended by it", async () => {
    rig = await makeRig({ TOOLLOOP_ON_SHUTDOWN: "leave" });
    const { runId } = await leaveBehind(rig, { inputs: deaf }, killLevel);
    const next = await rig.supervise({ killLevel });
    expect(next.slots().running).toBe(1);
    good(await next.stop(runId, "ada"));
    expect(await next.settled(runId)).toBe("canceled");
    expect(await next.receipt(runId)).toMatchObject({ complete: true, proven: true });
  });

  it("a run of a terminal is found and can be stopped", async () => {
    rig = await makeRig();
    const { runId } = await fromTerminal(rig, { inputs: deaf }, killLevel);
    const supervisor = await rig.supervise();
    good(await supervisor.stop(runId, "ada"));
    expect(await supervisor.settled(runId)).toBe("canceled");
    expect(await supervisor.receipt(runId)).toMatchObject({ complete: true, proven: true, killLevel });
  });

  it("SIGKILL of the launcher leaves nothing: the run is orphaned, and its slot is free", async () => {
    const { supervisor, runId, pid } = await start({ detached: true });
    const stray = killLevel === "namespace" ? undefined : await strayOf(rig, runId);
    process.kill(pid, "SIGKILL");
    expect(await supervisor.settled(runId)).toBe("orphaned");
    expect(stray?.alive() ?? false).toBe(false);
    expect(supervisor.slots().running).toBe(0);
  });

  it("a launcher that is frozen is woken by a stop", async () => {
    const { supervisor, runId, pid } = await start(deaf);
    process.kill(pid, "SIGSTOP");
    good(await supervisor.stop(runId, "ada"));
    expect(await supervisor.settled(runId)).toBe("canceled");
    expect(await supervisor.receipt(runId)).toMatchObject({ complete: true, proven: true });
  });

  it.runIf(killLevel === "subreaper")("SIGKILL of the run process is a failure, told with its signal", async () => {
    const { supervisor, runId } = await start({ detached: true });
    const stray = await strayOf(rig, runId);
    process.kill(await selfOf(runId), "SIGKILL");
    expect(await supervisor.settled(runId)).toBe("failed");
    expect((await rig.records(runId)).at(-1)).toMatchObject({ reason: "signal", signal: "SIGKILL" });
    await until(() => !stray.alive(), "what it left is gone");
  });
});
