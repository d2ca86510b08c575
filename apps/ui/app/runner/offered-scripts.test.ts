import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type TestDashboard, testDashboard } from "../../test/test-dashboard.ts";
import { everyScript, offeredScripts, scriptsIn } from "./offered-scripts.ts";

let t: TestDashboard;
beforeEach(async () => {
  t = await testDashboard();
});
afterEach(() => t.close());

const script = (name: string, program: string) =>
  `name: ${name}\nkind: script\nworkspace: required\nsteps: [{ id: a, run: [${program}] }]\n`;

async function repo(name: string, own: string[]): Promise<string> {
  const folder = join(t.dir, name, ".codex-toolloop/workflows");
  await mkdir(folder, { recursive: true });
  for (const key of own) await writeFile(join(folder, `${key}.yaml`), script(key, "ls"));
  const { id } = await t.store.workspaces.add(join(t.dir, name));
  await t.store.workspaces.setTrusted(id, true);
  return id;
}

it("offers in each repo its own scripts and the store's, with what is wrong with them there", async () => {
  await mkdir(join(t.store.root, "workflows"), { recursive: true });
  await writeFile(join(t.store.root, "workflows/shared.yaml"), script("shared", "./bin/go"));
  const one = await repo("one", ["mine", "both"]);
  const two = await repo("two", ["both"]);
  await mkdir(join(t.dir, "two/bin"));
  await writeFile(join(t.dir, "two/bin/go"), "#!/bin/sh\n", { mode: 0o755 });
  const offered = await offeredScripts(t.dashboard.runner, [one, two, two]);
  const keys = (id: string) =>
    scriptsIn(offered, id)
      .map((s) => s.key)
      .filter((key) => ["shared", "mine", "both"].includes(key))
      .sort();
  expect([keys(""), keys(one), keys(two)]).toEqual([["shared"], ["both", "mine", "shared"], ["both", "shared"]]);
  const enabled = (id: string) => scriptsIn(offered, id).find((s) => s.key === "shared")?.enabled;
  expect([enabled(one), enabled(two)]).toEqual([false, true]);
  const all = everyScript(offered).map((s) => s.key);
  expect(all.filter((key) => key === "both" || key === "shared")).toHaveLength(2);
});
