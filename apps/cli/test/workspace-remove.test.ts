import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AgentOptions } from "@codex-toolloop/protocol";
import { openStore } from "@codex-toolloop/store";
import { expect, it, onTestFinished } from "vitest";
import { workspaceRemoveCommand } from "../src/commands/workspace.ts";
import { memoryIo } from "./support/memory-io.ts";

it("a workspace with sessions is not removed from a terminal, one without is", async () => {
  const dir = await mkdtemp(join(tmpdir(), "toolloop-cli-"));
  const store = await openStore(join(dir, "store"), { create: true, env: {} });
  onTestFinished(async () => {
    await store.close();
    await rm(dir, { recursive: true, force: true });
  });
  await mkdir(join(dir, "project"));
  const { id } = await store.workspaces.add(join(dir, "project"));
  const session = { id: "se_0123456789abcdef", workspaceId: id, runnerType: "replay", createdBy: "ada" } as const;
  store.sessions.add({ v: 1, ...session, createdAt: new Date().toISOString(), options: AgentOptions.parse({}) });
  const io = memoryIo();
  await expect(workspaceRemoveCommand(io, store, id)).rejects.toThrow(/a session of the Agent Console/);
  expect((await store.workspaces.get(id))?.id).toBe(id);
  store.sessions.remove(session.id);
  expect(await workspaceRemoveCommand(io, store, id)).toBe(0);
  expect(await store.workspaces.get(id)).toBeNull();
});
