import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "@codex-toolloop/store";
import { expect, onTestFinished, test } from "vitest";
import { scripted } from "./support/prompt-run.ts";
import { executeWorkflow, workflowRequest } from "./support/workflow-run.ts";

/** A small file system of its own; null where this user may not mount one. */
function smallDisk(): string | null {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), "toolloop-disk-")));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", dir], { stdio: "ignore" });
  } catch {
    return null;
  }
  onTestFinished(() => void execFileSync("umount", ["-l", dir]));
  return dir;
}

test("a disk that is full ends the agents of a workflow, and the run as disk_full", async (context) => {
  const base = smallDisk();
  if (!base) return context.skip("a small file system cannot be mounted here (needs root)");
  const workspace = join(base, "app");
  mkdirSync(workspace);
  const store = await openStore(join(base, "store"), { create: true, env: {} });
  onTestFinished(() => store.close());
  const t = { store, workspace, cleanup: async () => {} };
  const agent = (id: string) => `  - { kind: agent, id: ${id}, runner: codex, prompt: "#${id}", needs: [] }\n`;
  const request = await workflowRequest(t, `name: two\nworkspace: required\nsteps:\n${agent("fill")}${agent("wait")}`);
  const ended: string[] = [];
  let begun = () => {};
  const bothBegun = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const runner = scripted(async ({ prompt, signal }, sink) => {
    const stopped = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    const name = /#(\w+)/.exec(prompt)?.[1] ?? "";
    if (name === "wait") begun();
    else {
      await bothBegun;
      expect(() => writeFileSync(join(base, "filler"), Buffer.alloc(2 ** 21))).toThrow(/ENOSPC/);
      const item = { kind: "message", role: "assistant", text: "x".repeat(100_000) } as const;
      for (let i = 0; !signal.aborted && i < 100; i++) sink.emit({ type: "item.finished", itemId: `m${i}`, item });
    }
    await stopped;
    ended.push(name);
    // So that the outcome can be written; exec keeps a reserve for that.
    if (ended.length === 2) rmSync(join(base, "filler"));
    return { status: "interrupted" };
  });
  expect(await executeWorkflow(t, request, runner).outcome).toMatchObject({ status: "failed", reason: "disk_full" });
  expect(ended.sort()).toEqual(["fill", "wait"]);
});
