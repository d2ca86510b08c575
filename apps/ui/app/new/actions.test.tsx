import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { refuse } from "@codex-toolloop/protocol";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type TestDashboard, testDashboard, writeRun } from "../../test/test-dashboard.ts";
import { startRunAction, startTourAction } from "./actions.ts";
import { rerunValues } from "./rerun.ts";

vi.mock("next/headers", () => ({ headers: async () => new Headers({ "x-toolloop-user": "anna" }) }));
vi.mock("next/cache", () => ({ revalidatePath: () => {} }));
vi.mock("next/navigation", () => ({
  redirect: (to: string) => {
    throw new Error(`redirect ${to}`);
  },
}));

let t: TestDashboard;
beforeEach(async () => {
  t = await testDashboard();
});
afterEach(() => t.close());

function form(values: Record<string, string | File>): FormData {
  const data = new FormData();
  for (const [key, value] of Object.entries(values)) data.set(key, value);
  return data;
}

describe("startRunAction refuses", () => {
  it("an unknown workflow with 403, and writes the refusal to the audit", async () => {
    const state = await startRunAction(form({ workflow: "rm-rf", "inputs.x": "kept" }));
    expect(state.problem?.status).toBe(403);
    expect(state.values["inputs.x"]).toBe("kept");
    expect(t.submitted).toEqual([]);
    const [line] = await t.store.readAudit(10);
    expect(line).toMatchObject({ by: "anna", via: "dashboard", what: "start rm-rf" });
  });

  it("an input that the workflow does not allow, at its field, with everything typed", async () => {
    const values = { workflow: "tour", "inputs.pace": "warp", timeoutValue: "5", timeoutUnit: "minutes" };
    const state = await startRunAction(form(values));
    expect(state.errors.map((e) => e.path)).toEqual(["inputs.pace"]);
    expect(state.values).toMatchObject(values);
    expect(t.submitted).toEqual([]);
  });

  it.each(["0", "-1", "x", "25"])("a time limit of %s hours, in the form's own words", async (timeoutValue) => {
    const state = await startRunAction(form({ workflow: "tour", timeoutValue, timeoutUnit: "hours" }));
    expect(state.errors).toEqual([{ path: "timeoutSeconds", message: "must be a number, from 1 second to 24 hours" }]);
    expect(await t.store.readAudit(10)).toHaveLength(1);
  });

  it("a workflow that needs a folder, without one", async () => {
    const state = await startRunAction(form({ workflow: "verify" }));
    expect(state.errors.map((e) => e.path)).toEqual(["workspace"]);
  });

  it("a spec file that is no UTF-8 text, and writes that down too", async () => {
    const specFile = new File([new Uint8Array([0xff, 0xfe, 0x00])], "spec.bin");
    const state = await startRunAction(form({ workflow: "tour", specFile }));
    expect(state.errors).toEqual([{ path: "spec", message: "spec.bin is not UTF-8 text" }]);
    expect(await t.store.readAudit(10)).toMatchObject([{ field: "spec" }]);
  });

  it("at the limit, with the supervisor's words", async () => {
    t.answer({ submit: refuse(429, "limit_reached", "All slots are taken", "4 of 4 runs are running.") });
    const state = await startRunAction(form({ workflow: "tour" }));
    expect(state.problem).toMatchObject({ status: 429, detail: "4 of 4 runs are running." });
  });

  it("to add a folder that does not exist, at the path", async () => {
    const state = await startRunAction(
      form({ workflow: "verify", intent: "add-workspace", workspacePath: join(t.dir, "nowhere") }),
    );
    expect(state.errors.map((e) => e.path)).toEqual(["workspace"]);
    expect(await t.store.workspaces.list()).toEqual([]);
  });

  it("to add a folder while the dashboard is read-only", async () => {
    t.answer({ authority: { held: false, readOnly: true, why: "another dashboard" } });
    const state = await startRunAction(form({ workflow: "verify", intent: "add-workspace", workspacePath: t.dir }));
    expect(state.problem?.status).toBe(503);
    expect(await t.store.workspaces.list()).toEqual([]);
  });
});

describe("startRunAction", () => {
  it("starts and goes to the run's page", async () => {
    const start = startRunAction(
      form({ workflow: "tour", timeoutValue: "2", timeoutUnit: "minutes", onLimit: "queue", "inputs.pace": "fast" }),
    );
    await expect(start).rejects.toThrow(/^redirect \/runs\/[0-9a-f-]{36}$/);
    expect(t.submitted).toMatchObject([
      {
        onLimit: "queue",
        request: { workflow: "tour", timeoutSeconds: 120, requestedBy: "anna", inputs: { pace: "fast" } },
      },
    ]);
  });

  it("registers and trusts a folder without starting, and keeps what was typed", async () => {
    const folder = join(t.dir, "repo");
    await mkdir(folder);
    const state = await startRunAction(
      form({ workflow: "verify", intent: "add-workspace", workspacePath: folder, trust: "on", timeoutValue: "7" }),
    );
    const [added] = await t.store.workspaces.list();
    expect(added).toMatchObject({ displayName: "repo", trusted: true });
    expect(state.values).toMatchObject({ workspaceId: added?.id, timeoutValue: "7" });
    expect(t.submitted).toEqual([]);
  });

  it("gives a rerun the original spec where the redacted one was left alone, and the edited one where it was not", async () => {
    const secret = `token ghp_${"a1B2".repeat(9)}`;
    const workflows = join(t.store.root, "workflows");
    await mkdir(workflows, { recursive: true });
    await writeFile(
      join(workflows, "echo.yaml"),
      "name: echo\nspec: required\nworkspace: none\nsteps: [{ id: a, run: [echo, hi] }]\n",
    );
    const run = await writeRun(t.store, { workflow: "echo" }, secret);
    const shown = t.store.redactor().text(secret);
    expect(shown).not.toBe(secret);
    const again = (spec: string) => startRunAction(form({ workflow: "echo", from: run.runId, spec }));
    await expect(again(shown)).rejects.toThrow("redirect");
    await expect(again(`${shown} and more`)).rejects.toThrow("redirect");
    expect(t.submitted.map((s) => s.spec)).toEqual([secret, `${shown} and more`]);
  });
});

it("a rerun in a folder that was taken off the list shows its path redacted, and runs in it", async () => {
  const folder = join(t.dir, `ghp_${"a1B2".repeat(9)}`);
  await mkdir(folder);
  const workspace = { path: folder, name: "gone" };
  const run = await writeRun(t.store, { workflow: "verify", workspace });
  const again = await rerunValues(run.runId);
  expect(again?.values.workspacePath).toBe(t.store.redactor().text(folder));
  expect(again?.values.workspacePath).not.toContain("a1B2");
  await expect(startRunAction(form({ ...again?.values }))).rejects.toThrow("redirect");
  expect(t.submitted[0]?.request.workspace?.path).toBe(folder);
  await t.store.workspaces.remove((await t.store.workspaces.list())[0]?.id ?? "");
  await rm(folder, { recursive: true });
  const refusal = await startRunAction(form({ ...again?.values }));
  expect(refusal.errors.map((e) => e.path)).toEqual(["workspace"]);
  expect(JSON.stringify(refusal)).not.toContain("a1B2");
});

it("the tour that is refused leads to its form", async () => {
  t.answer({ submit: refuse(503, "read_only", "Read-only", "another dashboard") });
  await expect(startTourAction()).rejects.toThrow("redirect /new?workflow=tour");
});
