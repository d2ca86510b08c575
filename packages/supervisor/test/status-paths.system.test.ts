import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { liveness } from "@codex-toolloop/process";
import { type AuditEvent, isFinal, type RunRequest, type UiRunRecord } from "@codex-toolloop/protocol";
import { afterEach, describe, expect, it } from "vitest";
import { deferred } from "../src/deferred.ts";
import { fromTerminal, leaveBehind } from "./support/leave-behind.ts";
import { good, makeRig, type Rig, refused, until } from "./support/rig.ts";

let rig: Rig;
afterEach(() => rig.cleanup());

const START = ["created queued by ada", "started running by supervisor"];
const WAITED = ["created queued by ada", "queued by ada", "started running by supervisor"];

/** Each event as "<what> <to> by <who>". */
async function audit(runId: string): Promise<string[]> {
  const events = await rig.store.readRunAudit(runId);
  const times = events.map((e) => e.at);
  expect(times).toEqual([...times].sort());
  return events.map(said);
}
const said = ({ type, to, actor }: AuditEvent) =>
  [type.replace("run.", ""), ...(to === undefined ? [] : [to]), "by", actor].join(" ");

/** Per record: its status, and the names of what it says beside that. */
const fieldsOf = (records: UiRunRecord[]) =>
  records.map(({ schemaVersion, runId, at, status, ...facts }) => [status, ...Object.keys(facts).sort()].join(" "));

const NEW = "kind logPaths queuedAt requestedBy";
const CLAIMED_AT_ONCE = `queued ${NEW} startedAt workflow`;
const RUNNING = "running pid startTime";
const ENDED = "exitCode finishedAt reason signal toldByRun";

/** The folded record has its times in order, and exactly one line of it is final. */
async function checkRecords(runId: string): Promise<string[]> {
  const records = await rig.records(runId);
  const { queuedAt, startedAt, finishedAt }: Partial<UiRunRecord> = Object.assign({}, ...records);
  const times = [queuedAt, startedAt, finishedAt].filter((t) => t !== undefined);
  expect(times).toEqual([...times].sort());
  expect(records.filter((r) => isFinal(r.status))).toHaveLength(1);
  return fieldsOf(records);
}

const script = (patch: Partial<RunRequest> = {}) => rig.request({ kind: "script", workflow: "repo.lines", ...patch });

describe("every way of a job through its states", () => {
  it("success", async () => {
    rig = await makeRig();
    const supervisor = await rig.supervise();
    const { runId } = good(await supervisor.submit({ request: script({ inputs: { exit: 0 } }), onLimit: "queue" }));
    expect(await supervisor.settled(runId)).toBe("success");
    expect(await checkRecords(runId)).toEqual([CLAIMED_AT_ONCE, RUNNING, `success ${ENDED}`]);
    expect(await audit(runId)).toEqual([...START, "finished success by supervisor"]);
    expect(rig.log.filter((e) => e.event === "run_transition")).toMatchObject([
      { runId, kind: "script", script: "repo.lines", from: "new", to: "queued", actor: "ada" },
      { runId, script: "repo.lines", from: "queued", to: "running", durationMs: 0, actor: "supervisor" },
      { runId, from: "running", to: "success", reason: "exit_zero", durationMs: expect.any(Number) },
    ]);
    expect(supervisor.counters("script").starts).toBe(1);
    expect(supervisor.counters("workflow").starts).toBe(0);
  });

  it("tells the times of an end once: the list never says others than the run itself", async () => {
    rig = await makeRig();
    const supervisor = await rig.supervise();
    const catalog = await rig.store.catalog();
    const seen = new Set<string>();
    const timesOf = (run: {
      startedAt?: string | undefined;
      finishedAt?: string | undefined;
      durationMs?: number | undefined;
    }) =>
      (["startedAt", "finishedAt", "durationMs"] as const).flatMap((name) =>
        run[name] === undefined ? [] : [`${name} ${run[name]}`],
      );
    const unlisten = catalog.onChange((runs) => runs.flatMap(timesOf).forEach((time) => void seen.add(time)));
    const { runId } = good(await supervisor.submit({ request: script({ inputs: { exit: 0 } }), onLimit: "queue" }));
    await supervisor.settled(runId);
    const meta = await rig.store.readMeta(runId);
    await until(() => seen.size >= 3, "the list tells the end");
    expect([...seen].sort()).toEqual(timesOf(meta ?? {}).sort());
    unlisten();
  });

  it("failed, after it waited for a slot", async () => {
    rig = await makeRig({ TOOLLOOP_MAX_CONCURRENT: "1" });
    const supervisor = await rig.supervise();
    const first = good(await supervisor.submit({ request: script(), onLimit: "queue" }));
    const { runId } = good(await supervisor.submit({ request: script({ inputs: { exit: 3 } }), onLimit: "queue" }));
    expect((await rig.store.readRunAudit(runId)).at(-1)).toMatchObject({ detail: "It waits at place 1." });
    await rig.finish(first.runId);
    expect(await supervisor.settled(runId)).toBe("failed");
    expect(await checkRecords(runId)).toEqual([
      `queued ${NEW} workflow`,
      "queued startedAt",
      RUNNING,
      `failed ${ENDED}`,
    ]);
    expect(await audit(runId)).toEqual([...WAITED, "finished failed by supervisor"]);
  });

  it("failed, since it could not be started", async () => {
    rig = await makeRig();
    const supervisor = await rig.supervise({
      commandFor: (_request, runDir) => ({ argv: ["/no/such/program"], cwd: runDir, env: {} }),
    });
    const { runId } = good(await supervisor.submit({ request: script(), onLimit: "queue" }));
    expect(await supervisor.settled(runId)).toBe("failed");
    await checkRecords(runId);
    expect((await rig.store.readRunAudit(runId)).at(-1)).toMatchObject({ type: "run.finished", reason: "spawn_error" });
  });

  it("timeout", async () => {
    rig = await makeRig();
    const supervisor = await rig.supervise();
    const request = script({ timeoutSeconds: 1, inputs: { term: "ignore" } });
    const { runId } = good(await supervisor.submit({ request, onLimit: "queue" }));
    expect(await supervisor.settled(runId)).toBe("timeout");
    expect((await checkRecords(runId)).slice(0, 2)).toEqual([CLAIMED_AT_ONCE, RUNNING]);
    expect(await audit(runId)).toEqual([...START, "finished timeout by supervisor"]);
  });

  it("canceled while queued: at once, by whoever asked, and whoever asks meanwhile gets the same answer", async () => {
    rig = await makeRig({ TOOLLOOP_MAX_CONCURRENT: "1" });
    const supervisor = await rig.supervise();
    good(await supervisor.submit({ request: script(), onLimit: "queue" }));
    const { runId } = good(await supervisor.submit({ request: script(), onLimit: "queue" }));
    const answers = await Promise.all(["bob", "cy", "ada"].map((user) => supervisor.stop(runId, user)));
    for (const answer of answers)
      expect(good(answer)).toMatchObject({ status: "canceled", complete: true, requestedBy: "bob" });
    expect(await checkRecords(runId)).toEqual([
      `queued ${NEW} workflow`,
      "queued stopRequestedAt stopRequestedBy",
      "canceled finishedAt reason toldByRun",
    ]);
    expect(await audit(runId)).toEqual([
      "created queued by ada",
      "queued by ada",
      "stop_requested by bob",
      "finished canceled by bob",
    ]);
    expect(refused(await supervisor.stop(runId, "bob"))).toBe("409 run_already_final");
    expect(await rig.started()).not.toContain(runId);
  });

  it("canceled while running: asked, asked again with the same answer, gone, and 409 after", async () => {
    rig = await makeRig();
    const supervisor = await rig.supervise();
    const request = script({ inputs: { control: "ignore", term: "ignore" } });
    const { runId } = good(await supervisor.submit({ request, onLimit: "queue" }));
    await rig.ready(runId);
    const first = good(await supervisor.stop(runId, "bob"));
    expect(first).toMatchObject({ status: "running", complete: false, requestedBy: "bob" });
    const again = good(await supervisor.stop(runId, "cy"));
    expect(again).toMatchObject({ status: "running", requestedAt: first.requestedAt, requestedBy: "bob" });
    expect(await supervisor.settled(runId)).toBe("canceled");
    expect((await checkRecords(runId)).slice(0, 3)).toEqual([
      CLAIMED_AT_ONCE,
      RUNNING,
      "running reason stopRequestedAt stopRequestedBy",
    ]);
    expect(await audit(runId)).toEqual([...START, "stop_requested by bob", "finished canceled by bob"]);
    expect(refused(await supervisor.stop(runId, "bob"))).toBe("409 run_already_final");
  });

  it("canceled by the closing dashboard: the supervisor's doing, and it says why", async () => {
    rig = await makeRig();
    const supervisor = await rig.supervise();
    const { runId } = good(await supervisor.submit({ request: script(), onLimit: "queue" }));
    await rig.ready(runId);
    await supervisor.shutdown();
    expect(await audit(runId)).toEqual([...START, "stop_requested by supervisor", "finished canceled by supervisor"]);
    expect((await rig.store.readRunAudit(runId)).at(-1)?.reason).toBe("shutdown");
  });

  it("orphaned: its launcher was killed", async () => {
    rig = await makeRig();
    const supervisor = await rig.supervise();
    const { runId } = good(await supervisor.submit({ request: script(), onLimit: "queue" }));
    await rig.ready(runId);
    process.kill((await rig.records(runId)).find((r) => r.pid !== undefined)?.pid ?? 0, "SIGKILL");
    expect(await supervisor.settled(runId)).toBe("orphaned");
    await checkRecords(runId);
    expect(await audit(runId)).toEqual([
      ...START,
      "recovered orphaned by supervisor",
      "finished orphaned by supervisor",
    ]);
  });

  it("adopted after a restart, then success", async () => {
    rig = await makeRig({ TOOLLOOP_ON_SHUTDOWN: "leave" });
    const { runId } = await leaveBehind(rig, { kind: "script" });
    const next = await rig.supervise();
    await rig.finish(runId);
    expect(await next.settled(runId)).toBe("success");
    await checkRecords(runId);
    expect(await audit(runId)).toEqual([...START, "adopted running by supervisor", "finished success by supervisor"]);
  });

  it("recovered: it ended while no dashboard was there", async () => {
    rig = await makeRig({ TOOLLOOP_ON_SHUTDOWN: "leave" });
    const { runId, ...launcher } = await leaveBehind(rig, { kind: "script" });
    await rig.finish(runId, 4);
    await until(() => liveness(launcher) === "gone", "the launcher is gone");
    const next = await rig.supervise();
    expect(await next.settled(runId)).toBe("failed");
    await checkRecords(runId);
    expect(await audit(runId)).toEqual([...START, "recovered failed by supervisor", "finished failed by supervisor"]);
  });

  it("requeued: it keeps waiting over a restart, and starts", async () => {
    rig = await makeRig({ TOOLLOOP_MAX_CONCURRENT: "1" });
    const first = await rig.supervise();
    good(await first.submit({ request: script(), onLimit: "queue" }));
    const { runId } = good(await first.submit({ request: script({ inputs: { exit: 0 } }), onLimit: "queue" }));
    await first.shutdown();
    const next = await rig.supervise();
    expect(await next.settled(runId)).toBe("success");
    await checkRecords(runId);
    expect(await audit(runId)).toEqual([
      "created queued by ada",
      "queued by ada",
      "requeued queued by supervisor",
      "started running by supervisor",
      "finished success by supervisor",
    ]);
  });

  it("a run of a terminal: from when it is found", async () => {
    rig = await makeRig();
    const { runId } = await fromTerminal(rig);
    const supervisor = await rig.supervise();
    await rig.finish(runId);
    await supervisor.settled(runId);
    expect(await audit(runId)).toEqual(["adopted running by supervisor", "finished success by supervisor"]);
  });
});

describe("an audit that a crash cut short", () => {
  const auditPath = (runId: string) => join(rig.root, "runs", runId, "audit.jsonl");
  const keep = async (runId: string, lines: number) => {
    const text = await readFile(auditPath(runId), "utf8");
    await writeFile(
      auditPath(runId),
      text
        .split("\n")
        .slice(0, lines)
        .map((line) => `${line}\n`)
        .join(""),
    );
  };

  it.each([0, 1, 2])("of a live run is filled from the record, without doubles (%i lines were left)", async (lines) => {
    rig = await makeRig({ TOOLLOOP_ON_SHUTDOWN: "leave" });
    const { runId } = await leaveBehind(rig);
    await keep(runId, lines);
    await appendFile(auditPath(runId), '{"v":1,"at":"20');
    const next = await rig.supervise();
    await rig.finish(runId);
    await next.settled(runId);
    expect(await audit(runId)).toEqual([...START, "adopted running by supervisor", "finished success by supervisor"]);
  });

  it("of a run that is over gets its end, and that once", async () => {
    rig = await makeRig();
    const first = await rig.supervise();
    const { runId } = good(await first.submit({ request: rig.request(), onLimit: "queue" }));
    await rig.ready(runId);
    good(await first.stop(runId, "bob"));
    await first.settled(runId);
    await first.shutdown();
    const whole = await rig.store.readRunAudit(runId);
    await keep(runId, 2);
    for (let restart = 0; restart < 2; restart++) {
      await (await rig.supervise()).shutdown();
      expect(await audit(runId)).toEqual(whole.map(said));
    }
  });

  it("of runs that are over waits for nobody: once the supervisor is ready, of the 200 that ended last", async () => {
    rig = await makeRig();
    const requests = Array.from({ length: 202 }, () => rig.request());
    const start = Date.now() - 10_000;
    for (const [i, request] of requests.entries()) {
      await rig.store.createRun(request);
      const at = new Date(start + i).toISOString();
      const record = { schemaVersion: 1, runId: request.runId, at, status: "canceled", finishedAt: at };
      await appendFile(join(rig.root, "ui-runs.jsonl"), `${JSON.stringify(record)}\n`);
    }
    const read = deferred<void>();
    const readRunAudit = async (runId: string) => {
      await read.promise;
      return await rig.store.readRunAudit(runId);
    };
    let isLate = false;
    const late = setTimeout(() => {
      isLate = true;
      read.resolve();
    }, 5_000);
    const supervisor = await rig.supervise({ store: { ...rig.store, readRunAudit } });
    clearTimeout(late);
    expect([supervisor.authority(), isLate]).toEqual([{ held: true, readOnly: false }, false]);
    read.resolve();
    await supervisor.shutdown();
    const lines = await Promise.all(requests.map(async ({ runId }) => (await audit(runId)).length));
    expect(lines).toEqual(requests.map((_, i) => (i < 2 ? 0 : 1)));
  });
});
