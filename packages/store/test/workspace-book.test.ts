import { appendFileSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AgentOptions } from "@codex-toolloop/protocol";
import { expect, test } from "vitest";
import { tempDir, tempStore } from "./support/temp-store.ts";

test("a folder is registered once, by its real path", async () => {
  const { workspaces } = await tempStore();
  const dir = tempDir();
  mkdirSync(join(dir, "project"));
  symlinkSync(join(dir, "project"), join(dir, "link"));
  const added = await workspaces.add(join(dir, "project"));
  expect(added).toMatchObject({ displayName: "project", localPath: join(dir, "project"), trusted: false });
  expect(added.id).toMatch(/^ws_[0-9a-f]{12}$/);
  expect(await workspaces.add(join(dir, "link"))).toEqual(added);
  expect(await workspaces.add(`${dir}/./project/`)).toEqual(added);
  expect(await workspaces.list()).toEqual([added]);
});

test("trust and names change, removal leaves the folder and can be undone by adding", async () => {
  const { workspaces } = await tempStore();
  const dir = tempDir();
  const { id } = await workspaces.add(dir, "My project");
  expect((await workspaces.setTrusted(id, true)).trusted).toBe(true);
  expect((await workspaces.add(dir, "Renamed")).displayName).toBe("Renamed");
  expect(await workspaces.get(id)).toMatchObject({ displayName: "Renamed", trusted: true });
  await workspaces.remove(id);
  expect(await workspaces.list()).toEqual([]);
  expect(await workspaces.get(id)).toBeNull();
  await expect(workspaces.setTrusted(id, true)).rejects.toMatchObject({ code: "not_found" });
  expect(await workspaces.add(dir)).toMatchObject({ id, trusted: false });
});

test("a disabled workspace stays on the list and keeps its trust and its flag, and is enabled again", async () => {
  const store = await tempStore();
  const { id } = await store.workspaces.add(tempDir());
  const before = await store.workspaces.setTrusted(id, true);
  expect(await store.workspaces.setDisabled(id, true)).toEqual({ ...before, disabled: true });
  expect(await store.workspaces.setDisabled(id, true)).toEqual({ ...before, disabled: true });
  await store.workspaces.setTrusted(id, false);
  expect(await store.workspaces.get(id)).toEqual({ ...before, trusted: false, disabled: true });
  expect(await store.workspaces.setDisabled(id, false)).toEqual({ ...before, trusted: false });
  await expect(store.workspaces.setDisabled("ws_000000000000", true)).rejects.toMatchObject({ code: "not_found" });
});

test("what is no folder is refused with the fix", async () => {
  const { workspaces } = await tempStore();
  const dir = tempDir();
  writeFileSync(join(dir, "file"), "");
  for (const path of ["relative/path", join(dir, "none"), join(dir, "file"), "", `${dir}\0`])
    await expect(workspaces.add(path), JSON.stringify(path)).rejects.toMatchObject({ code: "invalid" });
});

test("bad lines in workspaces.jsonl are passed over", async () => {
  const store = await tempStore();
  const added = await store.workspaces.add(tempDir());
  appendFileSync(join(store.root, "workspaces.jsonl"), 'garbage\n{"v":1,"torn');
  const second = await store.workspaces.add(tempDir());
  expect(await store.workspaces.list()).toEqual([added, second]);
});

test("refused starts are kept, newest first", async () => {
  const store = await tempStore();
  const line = {
    v: 1 as const,
    at: new Date().toISOString(),
    by: "t",
    via: "cli" as const,
    what: "start",
    field: "inputs.x",
    reason: "missing",
  };
  await store.appendAudit(line);
  await store.appendAudit({ ...line, field: "spec" });
  expect((await store.readAudit(1)).map((audit) => audit.field)).toEqual(["spec"]);
  expect(await store.readAudit(10)).toHaveLength(2);
});

test("changes that meet do not undo each other, and what was removed does not come back", async () => {
  const { workspaces } = await tempStore();
  const { id } = await workspaces.add(tempDir());
  const choice = { runnerType: "codex" as const, options: AgentOptions.parse({}) };
  await Promise.all([
    workspaces.setDisabled(id, true),
    workspaces.remember(id, choice),
    workspaces.setTrusted(id, true),
  ]);
  expect(await workspaces.get(id)).toMatchObject({ disabled: true, trusted: true, remembered: choice });
  const [, remembered] = await Promise.allSettled([
    workspaces.remove(id),
    workspaces.remember(id, { ...choice, runnerType: "claude" }),
  ]);
  expect(remembered.status).toBe("rejected");
  expect(await workspaces.list()).toEqual([]);
});
