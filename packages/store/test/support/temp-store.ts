import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunRequest } from "@codex-toolloop/protocol";
import { newRunId, openStore, type Store } from "@codex-toolloop/store";
import { onTestFinished } from "vitest";

/** A directory of its own for one test, removed after it. */
export function tempDir(): string {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), "toolloop-store-")));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** An empty store for one test. */
export async function tempStore(env: Record<string, string> = {}): Promise<Store> {
  const store = await openStore(join(tempDir(), ".codex-toolloop"), { create: true, env });
  onTestFinished(() => store.close());
  return store;
}

export function requestOf(patch: Partial<RunRequest> = {}): RunRequest {
  return {
    v: 1,
    runId: newRunId(),
    kind: "workflow",
    workflow: "verify",
    title: "Verify this project",
    inputs: {},
    hasSpec: false,
    timeoutSeconds: 60,
    stopGraceSeconds: 1,
    requestedBy: "tester",
    requestedVia: "cli",
    createdAt: new Date().toISOString(),
    source: "builtin",
    ...patch,
  };
}

/** A new run in the store. @returns its id. */
export async function newRun(store: Store, patch: Partial<RunRequest> = {}, spec?: string): Promise<string> {
  const request = requestOf({ ...patch, hasSpec: spec !== undefined });
  await store.createRun(request, spec);
  return request.runId;
}

/** Waits until a condition holds, looking every few milliseconds; fails after `ms`. */
export async function until(what: string, condition: () => boolean | Promise<boolean>, ms = 5000): Promise<void> {
  const end = performance.now() + ms;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`waited ${ms} ms in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
