import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { EMPTY_FORM } from "../../lib/action-state.ts";
import { type TestDashboard, testDashboard } from "../../test/test-dashboard.ts";
import { addWorkspaceAction, disableWorkspaceAction, removeWorkspaceAction, trustWorkspaceAction } from "./actions.ts";

vi.mock("next/headers", () => ({ headers: async () => new Headers() }));
vi.mock("next/cache", () => ({ revalidatePath: () => {} }));

let t: TestDashboard;
beforeEach(async () => {
  t = await testDashboard();
});
afterEach(() => t.close());

function form(values: Record<string, string>): FormData {
  const data = new FormData();
  for (const [key, value] of Object.entries(values)) data.set(key, value);
  return data;
}

describe("refusals", () => {
  it.each(["", "relative/path", "/nowhere/at/all"])("adding %j is refused at the path", async (path) => {
    const state = await addWorkspaceAction(EMPTY_FORM, form({ path, displayName: "kept" }));
    expect(state.errors.map((e) => e.path)).toEqual(["path"]);
    expect(state.values.displayName).toBe("kept");
    expect(await t.store.workspaces.list()).toEqual([]);
  });

  it("trusting, disabling and removing what is not in the list is refused", async () => {
    const unknown = form({ id: "ws_000000000000", trusted: "true", disabled: "true" });
    const actions = [trustWorkspaceAction, disableWorkspaceAction, removeWorkspaceAction];
    const answers = await Promise.all(actions.map((action) => action(EMPTY_FORM, unknown)));
    expect(answers.map((answer) => answer.problem?.status)).toEqual([400, 400, 404]);
  });

  it("nothing is changed while the dashboard is read-only", async () => {
    t.answer({ authority: { held: false, readOnly: true, why: "pid 7 supervises" } });
    const state = await addWorkspaceAction(EMPTY_FORM, form({ path: t.dir }));
    expect(state.problem).toMatchObject({ status: 503, detail: "pid 7 supervises" });
    expect(await t.store.workspaces.list()).toEqual([]);
  });
});

it("a folder is added, trusted, no longer trusted, disabled, enabled, and removed", async () => {
  const path = join(t.dir, "repo");
  await mkdir(path);
  expect((await addWorkspaceAction(EMPTY_FORM, form({ path, trust: "on" }))).done).toContain("repo");
  const [added] = await t.store.workspaces.list();
  if (!added) throw new Error("nothing was added");
  expect(added.trusted).toBe(true);
  await trustWorkspaceAction(EMPTY_FORM, form({ id: added.id, trusted: "false" }));
  expect((await t.store.workspaces.get(added.id))?.trusted).toBe(false);
  for (const disabled of [true, false]) {
    await disableWorkspaceAction(EMPTY_FORM, form({ id: added.id, disabled: String(disabled) }));
    expect((await t.store.workspaces.get(added.id))?.disabled ?? false).toBe(disabled);
  }
  await removeWorkspaceAction(EMPTY_FORM, form({ id: added.id }));
  expect(await t.store.workspaces.list()).toEqual([]);
});
