import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { RunMeta } from "@codex-toolloop/protocol";
import { newRunId } from "@codex-toolloop/store";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type TestStore, testStore, until } from "./support/cli.ts";

const DASHBOARD = fileURLToPath(new URL("../../../packages/supervisor/test/programs/dashboard.ts", import.meta.url));

let t: TestStore;
let dashboard: ChildProcess | undefined;
beforeEach(() => {
  t = testStore();
  writeFileSync(join(t.home, "config.yaml"), "maxConcurrent: 1\n");
});
afterEach(async () => {
  for (const id of readdirSync(join(t.home, "runs"))) await t.cli(["run", "stop", id]);
  if (dashboard?.exitCode === null) {
    dashboard.kill("SIGKILL");
    await once(dashboard, "exit");
  }
  dashboard = undefined;
  t.cleanup();
});

/** A real supervisor on the store, in a process of its own, whose runs only wait for orders. */
async function startDashboard(): Promise<(inputs?: object, graceSeconds?: number) => Promise<string>> {
  const child = spawn(process.execPath, ["--import", "tsx", DASHBOARD, t.home], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  dashboard = child;
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  await lines.next();
  return async (inputs = {}, stopGraceSeconds = 0.3) => {
    const runId = newRunId();
    const request = { v: 1, runId, kind: "workflow", workflow: "fake", title: "Fake run", inputs, hasSpec: false };
    const rest = { timeoutSeconds: 60, stopGraceSeconds, requestedBy: "ada", requestedVia: "dashboard" };
    const createdAt = new Date().toISOString();
    child.stdin.write(`${JSON.stringify({ ...request, ...rest, createdAt, source: "builtin" })}\n`);
    expect(JSON.parse(String((await lines.next()).value))).toMatchObject({ ok: true });
    return runId;
  };
}
const metaOf = (id: string) =>
  RunMeta.safeParse(JSON.parse(readFileSync(join(t.home, "runs", id, "meta.json"), "utf8"))).data;
const begun = (id: string) => until(() => readdirSync(join(t.home, "runs", id)).includes("ready"));

describe("run stop on a run of a dashboard", () => {
  test("that is live ends it, and says it again when asked again", async () => {
    const submit = await startDashboard();
    const id = await submit({ control: "ignore", term: "ignore" });
    await begun(id);
    const stopped = await t.cli(["run", "stop", id]);
    expect([stopped.code, stopped.stdout]).toEqual([0, expect.stringContaining(`${id} canceled (stop_requested)`)]);
    expect(stopped.stdout).toContain("nothing of it is left");
    expect((await t.cli(["run", "stop", id])).stdout).toContain("has already ended: canceled");
  });

  test("with --force kills it at once, though its grace has minutes to go", async () => {
    const submit = await startDashboard();
    const id = await submit({ control: "ignore", term: "ignore" }, 600);
    await begun(id);
    const stopped = await t.cli(["run", "stop", id, "--force"]);
    expect([stopped.code, stopped.stdout]).toEqual([0, expect.stringContaining(`${id} canceled (stop_requested)`)]);
    expect(stopped.stdout).toContain("killed pid");
    expect(readFileSync(join(t.home, "runs", id, "control.jsonl"), "utf8")).toContain('"force":true');
  });

  test("that waits takes it out of the queue, and the answer is what has happened", async () => {
    const submit = await startDashboard();
    await begun(await submit());
    const id = await submit();
    const stopped = await t.cli(["run", "stop", id]);
    expect([stopped.code, stopped.stdout]).toEqual([0, `${id} canceled (stop_requested)\n`]);
    expect(metaOf(id)).toMatchObject({ status: "canceled", reason: "stop_requested" });
    expect((await t.cli(["run", "list", "--status", "canceled"])).stdout).toContain(id);
    expect((await t.cli(["run", "stop", id])).stdout).toContain("has already ended: canceled");
  });

  test("that waits for a dashboard which is gone says so, and the next dashboard cancels it", async () => {
    const submit = await startDashboard();
    const live = await submit();
    await begun(live);
    const id = await submit();
    dashboard?.kill("SIGKILL");
    if (dashboard) await once(dashboard, "exit");
    const asked = await t.cli(["run", "stop", id]);
    expect([asked.code, asked.stdout]).toEqual([0, expect.stringContaining("still queued: no dashboard has answered")]);
    await startDashboard();
    expect(await until(() => readdirSync(join(t.home, "runs", id)).includes("meta.json"))).toBe(true);
    expect(metaOf(id)).toMatchObject({ status: "canceled" });
  });

  test("that nobody knows is an error", async () => {
    await startDashboard();
    const { code, stderr } = await t.cli(["run", "stop", newRunId()]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("there is no run")]);
  });
});
