import { chmod, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nodeCheck, programCheck } from "./health.ts";
import { type LiveDashboard, liveDashboard } from "./test/live-dashboard.ts";

describe("what the web doctor says", () => {
  it("warns of a Node past its end of life, as the terminal's does", () => {
    expect(nodeCheck("v20.20.0")).toEqual({
      name: "node",
      level: "warn",
      detail: "v20.20.0 works, but is past its end of life.",
      fix: "Install Node 24.",
    });
    expect(nodeCheck("v24.1.0")).toEqual({ name: "node", level: "ok", detail: "v24.1.0." });
  });

  it("calls a missing optional program neither in order nor a fault, and says how to install it", () => {
    expect(programCheck("codex", undefined, "info", "npm install it")).toEqual({
      name: "codex",
      level: "info",
      detail: "Not installed (optional: for agent steps).",
      fix: "npm install it",
    });
    expect(programCheck("git", undefined, "warn", "install git").level).toBe("warn");
  });
});

describe("whether what is offered can be started", () => {
  let t: LiveDashboard;
  beforeEach(async () => {
    t = await liveDashboard();
  });
  afterEach(() => t.close());
  const told = async (name: string) =>
    (await t.dashboard.health()).checks.filter((c) => c.name === name).map((c) => [c.level, c.detail]);
  const define = async (folder: string, name: string) => {
    await mkdir(join(folder, "workflows/scripts"), { recursive: true });
    const text = `name: ${name}\nkind: script\nsteps: [{ id: a, run: [{ file: scripts/${name} }] }]\n`;
    await writeFile(join(folder, `workflows/${name}.yaml`), text);
    const path = join(folder, "workflows/scripts", name);
    await writeFile(path, "#!/bin/sh\n");
    return path;
  };

  it("names each script whose file is not executable, of the store and of trusted workspaces, until it is mended", async () => {
    expect(await told("scripts")).toEqual([["ok", "0 can be started."]]);
    const repo = join(t.dir, "repo");
    const one = await define(t.store.root, "one.a");
    const two = await define(join(repo, ".codex-toolloop"), "two.b");
    const { id } = await t.store.workspaces.add(repo);
    const bad = (name: string, path: string) => [
      "warn",
      `${name}: the file ${path} is not executable; run: chmod +x ${path}.`,
    ];
    expect(await told("scripts")).toEqual([bad("one.a", one)]);
    await t.store.workspaces.setTrusted(id, true);
    expect(await told("scripts")).toEqual([bad("one.a", one), bad("two.b", two)]);
    for (const path of [one, two]) await chmod(path, 0o755);
    expect(await told("scripts")).toEqual([["ok", "2 can be started."]]);
  });

  it("names definitions that cannot be used, and workspaces that are gone or disabled", async () => {
    await mkdir(join(t.store.root, "workflows"), { recursive: true });
    await writeFile(join(t.store.root, "workflows/x.yaml"), "name: x\n");
    expect(await told("definitions")).toEqual([["warn", expect.stringContaining("x.yaml: line 1: steps: is missing")]]);
    const [gone, off] = [join(t.dir, "gone"), join(t.dir, "off")];
    for (const folder of [gone, off]) await mkdir(folder);
    await t.store.workspaces.add(gone);
    const { id } = await t.store.workspaces.add(off);
    expect(await told("workspaces")).toEqual([["ok", "2 registered, all there."]]);
    await t.store.workspaces.setDisabled(id, true);
    await rm(gone, { recursive: true });
    expect(await told("workspaces")).toEqual([
      ["warn", expect.stringContaining(`${gone} is not there`)],
      ["info", `${off} is disabled: nothing starts in it.`],
    ]);
    // Whoever cannot start one script can start all others: the dashboard is in order.
    expect((await t.dashboard.health()).status).toBe("ok");
  });
});
