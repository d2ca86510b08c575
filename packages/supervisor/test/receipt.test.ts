import { execFileSync } from "node:child_process";
import { closeSync, constants, openSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore, type Store } from "@codex-toolloop/store";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createContext } from "../src/context.ts";
import { within } from "../src/deferred.ts";
import { receiptOf } from "../src/stop/receipt.ts";
import { optionsFor } from "./support/options.ts";
import { requestFor } from "./support/rig.ts";

let root: string;
let store: Store;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "receipt-"));
  store = await openStore(root, { create: true, env: {} });
});
afterEach(async () => {
  await store.close();
  await rm(root, { recursive: true, force: true });
});

it("of a run is not waited for where the run has put a pipe in its place", async () => {
  const request = requestFor();
  await store.createRun(request, undefined);
  const path = join(store.runDir(request.runId), "stop-receipt.json");
  execFileSync("mkfifo", [path]);
  try {
    const asked = receiptOf(createContext(optionsFor(store)), request.runId);
    expect(await within(asked, 2000)).toBe(true);
    expect(await asked).toBeNull();
  } finally {
    // Lets go whoever waits for the pipe's other end.
    closeSync(openSync(path, constants.O_RDWR | constants.O_NONBLOCK));
  }
});

it("is what an earlier supervisor kept; torn, it is none", async () => {
  const request = requestFor();
  await store.createRun(request, undefined);
  const path = join(store.runDir(request.runId), "stop-receipt.json");
  const kept = {
    ...{ runId: request.runId, status: "canceled", requestedAt: request.createdAt, requestedBy: "anna" },
    ...{ complete: true, signals: [], killed: [], survived: [], proven: true },
  };
  const ctx = createContext(optionsFor(store));
  await writeFile(path, `${JSON.stringify(kept)}\n`);
  expect(await receiptOf(ctx, request.runId)).toEqual(kept);
  await writeFile(path, JSON.stringify(kept).slice(0, 60));
  expect(await receiptOf(ctx, request.runId)).toBeNull();
});
