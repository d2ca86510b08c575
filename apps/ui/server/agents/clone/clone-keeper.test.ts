import { mkdtemp, readdir, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newRunId, openStore, type Store } from "@codex-toolloop/store";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeFiles } from "../../../../../tests/support/git-repo.ts";
import { writeRun } from "../../../test/test-dashboard.ts";
import { type CloneKeeper, keepClones } from "./clone-keeper.ts";

let dir: string;
let store: Store;
let keeper: CloneKeeper | undefined;
let authority = { held: true, readOnly: false };
let told: unknown[] = [];
let wake = () => {};
beforeEach(async () => {
  dir = await realpath(await mkdtemp(join(tmpdir(), "toolloop-clones-")));
  store = await openStore(join(dir, "store"), { create: true, env: {} });
  [authority, told] = [{ held: true, readOnly: false }, []];
});
afterEach(async () => {
  keeper?.close();
  keeper = undefined;
  await store.close();
  await rm(dir, { recursive: true, force: true });
});

/** A dashboard comes: it deals with what is over already. */
async function arrive(): Promise<CloneKeeper> {
  keeper?.close();
  keeper = keepClones({
    store,
    catalog: await store.catalog(),
    supervisor: {
      ...{ authority: () => authority, onChange: (listener: () => void) => (wake = listener) },
    } as unknown as Parameters<typeof keepClones>[0]["supervisor"],
    hub: { tell: (message) => void told.push(message) },
    onError: (error) => {
      throw error;
    },
  });
  await keeper.idle();
  return keeper;
}

const at = (name: string) => join(store.root, "workspaces", name);
const names = async () => (await readdir(join(store.root, "workspaces")).catch(() => [])).sort();
const listed = async () => (await store.workspaces.list()).map((w) => w.displayName);
/** A run that was to clone into `name`, and what it left there. */
async function clone(name: string, status: "success" | "failed" | "canceled" | "running", source = "https://h/x") {
  await writeFiles(at(name), { "x.txt": name });
  const inputs = { source_uri: source, path: at(name) };
  // The list tells of a run a moment after it has it; the keeper, which came first, has heard of it before us.
  const catalog = await store.catalog();
  const heard = new Promise<void>((resolve) => catalog.onChange(() => resolve()));
  const { runId } = await writeRun(store, { workflow: "workspace.clone", status }, undefined, inputs);
  await heard;
  return runId;
}

describe("a clone that succeeded", () => {
  it("is registered as it ends, with where it came from, and told", async () => {
    await arrive();
    const runId = await clone("engine", "success");
    await keeper?.idle();
    expect(await store.workspaces.list()).toMatchObject([
      {
        ...{ displayName: "engine", sourceType: "github", sourceUri: "https://h/x", localPath: at("engine") },
        ...{ cloned: true, cloneRunId: runId, trusted: false },
      },
    ]);
    expect(told).toEqual([{ type: "workspaces.changed" }]);
  });

  it("is registered also where no dashboard was there, once, and not again after it was removed", async () => {
    await clone("engine", "success");
    await arrive();
    await arrive();
    const [record] = await store.workspaces.list();
    expect(await listed()).toEqual(["engine"]);
    await store.workspaces.remove(record?.id ?? "");
    await arrive();
    expect([await listed(), await names()]).toEqual([[], ["engine"]]);
    // What is cloned anew into the same place is another workspace.
    await rm(at("engine"), { recursive: true });
    await clone("engine", "success");
    await keeper?.idle();
    expect(await listed()).toEqual(["engine"]);
  });

  it("is not registered where its folder is gone, or is a link", async () => {
    await clone("gone", "success");
    await rm(at("gone"), { recursive: true });
    await clone("link", "success");
    await rm(at("link"), { recursive: true });
    await symlink(dir, at("link"));
    await arrive();
    expect(await listed()).toEqual([]);
  });
});

describe("a clone that did not", () => {
  it.each(["failed", "canceled"] as const)("%s: its folder goes, as it ends and after a crash", async (status) => {
    await clone("before", status);
    await arrive();
    expect(await names()).toEqual([]);
    await clone("after", status);
    await keeper?.idle();
    expect([await names(), await listed()]).toEqual([[], []]);
  });

  it("keeps its hands off a folder that a later clone made, that is registered, or that still grows", async () => {
    await clone("again", "failed");
    await clone("again", "success");
    await clone("mine", "failed");
    await store.workspaces.add(at("mine"));
    await clone("live", "running");
    await arrive();
    expect(await names()).toEqual(["again", "live", "mine"]);
  });

  it("does not speak for what a later clone left and its user kept, also when that run is deleted", async () => {
    await clone("engine", "failed");
    await rm(at("engine"), { recursive: true });
    const later = await clone("engine", "success");
    await arrive();
    const [workspace] = await store.workspaces.list();
    await store.workspaces.remove(workspace?.id ?? "");
    await store.deleteRun(later);
    await store.close();
    store = await openStore(store.root, { env: {} });
    await store.rebuildIndex();
    await arrive();
    expect(await names()).toEqual(["engine"]);
  });

  it("deletes nothing outside of the clones' folder, whatever its request says", async () => {
    const victim = join(dir, "victim");
    await writeFiles(victim, { "x.txt": "precious" });
    await writeFiles(at("nested/deep"), { "x.txt": "precious" });
    await symlink(victim, at("link"));
    for (const path of [victim, at("../../victim"), at("nested/deep"), at("link"), at(""), store.root, "relative", ""])
      await writeRun(store, { workflow: "workspace.clone", status: "failed" }, undefined, { source_uri: "x", path });
    await writeRun(store, { workflow: "tour", status: "failed" }, undefined, { source_uri: "x", path: at("nested") });
    await arrive();
    expect(await readdir(victim)).toEqual(["x.txt"]);
    expect(await readdir(at("nested/deep"))).toEqual(["x.txt"]);
    expect(await names()).toEqual(["link", "nested"]);
  });
});

describe("the folder", () => {
  it("gets a number where its name is taken, also by a run whose folder is gone for the moment", async () => {
    const k = await arrive();
    const first = k.reserve("engine", newRunId());
    await rm(first, { recursive: true });
    await writeFile(at("engine-2"), "");
    expect([first, k.reserve("engine", newRunId())]).toEqual([at("engine"), at("engine-3")]);
    await k.release(first, newRunId());
  });

  it("of a run that never was goes at the next start, with what a removal left", async () => {
    const k = await arrive();
    k.reserve("never", newRunId());
    await writeFiles(at(".removed-x"), { "deep/x.txt": "" });
    await writeFiles(at("not-empty"), { "x.txt": "" });
    await arrive();
    expect(await names()).toEqual(["not-empty"]);
  });
});

it("does nothing while another process supervises the store, and all of it once this one does", async () => {
  authority = { held: false, readOnly: true };
  await clone("good", "success");
  await clone("bad", "failed");
  const k = await arrive();
  expect([await listed(), await names()]).toEqual([[], ["bad", "good"]]);
  authority = { held: true, readOnly: false };
  wake();
  await k.idle();
  expect([await listed(), await names()]).toEqual([["good"], ["good"]]);
});
