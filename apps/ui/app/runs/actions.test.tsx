import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type TestDashboard, testDashboard, writeRun } from "../../test/test-dashboard.ts";
import { stopRunAction } from "./actions.ts";

vi.mock("next/headers", () => ({ headers: async () => new Headers({ "x-toolloop-user": "anna" }) }));
vi.mock("next/cache", () => ({ revalidatePath: () => {} }));

let t: TestDashboard;
beforeEach(async () => {
  t = await testDashboard();
});
afterEach(() => t.close());

function naming(runId?: string): FormData {
  const form = new FormData();
  if (runId !== undefined) form.set("runId", runId);
  return form;
}

it("refuses a form that names no run", async () => {
  expect(await stopRunAction(naming())).toMatchObject({ problem: { status: 400 } });
});

it("refuses a run that does not exist, and one that is no run id", async () => {
  expect(await stopRunAction(naming("01900000-0000-7000-8000-000000000000"))).toMatchObject({
    problem: { status: 404 },
  });
  expect(await stopRunAction(naming("../../etc"))).toMatchObject({ problem: { status: 404 } });
  expect(t.stopped).toEqual([]);
});

it("asks the supervisor and gives back its receipt", async () => {
  const run = await writeRun(t.store, { status: "running", startedAt: new Date().toISOString() });
  expect(await stopRunAction(naming(run.runId))).toMatchObject({ receipt: { runId: run.runId, complete: false } });
  expect(t.stopped).toEqual([run.runId]);
});

it("passes the wish to kill at once on", async () => {
  const run = await writeRun(t.store, { status: "running", startedAt: new Date().toISOString() });
  const form = naming(run.runId);
  form.set("force", "true");
  await stopRunAction(form);
  expect(t.forced).toEqual([run.runId]);
});
