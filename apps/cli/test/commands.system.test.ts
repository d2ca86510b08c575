import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { RunMeta } from "@codex-toolloop/protocol";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type TestStore, testStore, until } from "./support/cli.ts";

const BIN = fileURLToPath(new URL("../bin/codex-toolloop.mjs", import.meta.url));

let t: TestStore;
beforeEach(() => {
  t = testStore();
});
afterEach(() => t.cleanup());

const tour = () => t.cli(["run", "workflow", "tour", "--pace", "instant"]);
const runIds = () => readdirSync(join(t.home, "runs"));

describe("help and mistakes", () => {
  test.each([
    ["--help"],
    ["run", "workflow", "--help"],
    ["run", "script", "--help"],
    ["run", "spec", "--help"],
    ["run", "list", "--help"],
    ["run", "show", "--help"],
    ["run", "stop", "--help"],
    ["run", "logs", "--help"],
    ["run", "prompt", "--help"],
    ["session", "list", "--help"],
    ["session", "inspect", "--help"],
    ["workflows", "--help"],
    ["runners", "--help"],
    ["workspace", "--help"],
    ["config", "--help"],
    ["open", "--help"],
    ["prune", "--help"],
    ["index", "rebuild", "--help"],
    ["doctor", "--help"],
  ])("%s %s has examples and ends with 0", async (...args) => {
    const { code, stdout } = await t.cli(args);
    expect(stdout).toContain("Examples:");
    expect(code).toBe(0);
  });

  test.each([
    [["runn"], "(Did you mean run?)"],
    [["run", "lst"], "(Did you mean list?)"],
    [["run", "list", "--limti", "3"], "(Did you mean --limit?)"],
    [["run", "list", "--status", "faild"], "did you mean failed?"],
    [["docto"], "(Did you mean doctor?)"],
    [["run", "show", "zzz"], "is no run id"],
    [["run", "show", "abcdef"], "there is no run"],
    [["run", "workflow", "tour", "--timeout", "soon"], "whole number of seconds"],
    [["run", "workflow", "tour", "--input", "pace"], "name=value"],
    [["run", "workflow", "verify"], "add --workspace ."],
    [["run", "workflow", "verify", "--workspace", "nowhere"], "does not exist"],
    [["run", "workflow", "tour", "--spec", "x"], "cannot be read"],
    [["run", "spec", "x.md"], "--workflow"],
  ])("%j is answered with %j and 2", async (args, words) => {
    const { code, stderr } = await t.cli(args);
    expect(stderr).toContain(words);
    expect(stderr).not.toContain("    at ");
    expect(code).toBe(2);
  });
});

describe("looking at runs", () => {
  test("list, show and logs find a run by any unique end of its id, as text and as JSON", async () => {
    expect(JSON.parse((await t.cli(["run", "list", "--json"])).stdout)).toMatchObject({ items: [], total: 0 });
    await tour();
    const [id = ""] = runIds();
    const list = await t.cli(["run", "list", "--status", "success"]);
    expect(list.stdout).toContain(id);
    expect((await t.cli(["run", "list", "--status", "failed"])).stdout).toBe("no run matches\n");
    for (const part of [id, id.slice(0, 13), id.slice(-6)]) {
      const shown = await t.cli(["run", "show", part]);
      expect(shown.stdout).toContain(`run        ${id}`);
      expect(shown.stdout).toMatch(/^status {5}success \(exit_zero\)/m);
      expect(shown.stdout).toContain(`report ${join(t.home, "runs", id, "final-report.md")}`);
    }
    const json = JSON.parse((await t.cli(["run", "show", id, "--json"])).stdout);
    expect(json.steps.every((s: { status: string }) => s.status === "success")).toBe(true);
    expect((await t.cli(["run", "logs", id.slice(-8)])).stdout).toContain("this is a real command");
  });

  test("run logs --follow ends with the run, with all of its output", async () => {
    const gate = join(t.home, "gate");
    const script = `echo first; while [ ! -e ${gate} ]; do sleep 0.1; done; echo last`;
    t.workflow("gated", `name: gated\nsteps:\n  - id: a\n    run: [sh, -c, "${script}"]\n`);
    const detached = await t.cli(["run", "workflow", "gated", "--detach", "--json"]);
    const { runId } = JSON.parse(detached.stdout);
    await until(() => readdirSync(join(t.home, "runs", runId)).includes("meta.json"));
    const follow = t.start(["run", "logs", runId, "--follow"]);
    await follow.printed(/first/);
    writeFileSync(gate, "");
    expect((await follow.ended).stdout).toBe("first\nlast\n");
  });

  test("a run whose launcher and process are gone without a word is shown as orphaned", async () => {
    t.workflow("sleeper", "name: sleeper\nsteps:\n  - id: a\n    run: [sleep, '300']\n");
    const { runId, pid } = JSON.parse((await t.cli(["run", "workflow", "sleeper", "-d", "--json"])).stdout);
    const metaPath = join(t.home, "runs", runId, "meta.json");
    const childrenOf = (p: number) =>
      (readFileSync(`/proc/${p}/task/${p}/children`, "utf8").match(/\d+/g) ?? []).map(Number);
    // The launcher, the run process, and the command once it is there.
    const tree = await until(() => {
      const [exec] = childrenOf(pid);
      const [command] = exec === undefined ? [] : childrenOf(exec);
      return exec !== undefined && command !== undefined && [pid, exec, command];
    });
    for (const p of tree) {
      try {
        process.kill(p, "SIGKILL");
      } catch {
        // A namespace ends all of it with its first process.
      }
    }
    const shown = await until(() => RunMeta.parse(JSON.parse(readFileSync(metaPath, "utf8"))).status === "running");
    expect(shown).toBe(true);
    const json = JSON.parse((await t.cli(["run", "show", runId, "--json"])).stdout);
    expect(json).toMatchObject({ status: "orphaned", reason: "process_gone" });
    const listed = JSON.parse((await t.cli(["run", "list", "--status", "orphaned", "--json"])).stdout);
    expect(listed.items.map((r: { runId: string }) => r.runId)).toEqual([runId]);
  });

  test("prune --days 0 keeps the newest hundred; index rebuild finds every run again", async () => {
    await tour();
    expect((await t.cli(["prune", "--days", "0"])).stdout).toContain("removed 0 runs");
    rmSync(join(t.home, "index.jsonl"));
    expect((await t.cli(["index", "rebuild"])).stdout).toContain("1 runs indexed");
    expect((await t.cli(["run", "list"])).stdout).toContain(runIds()[0]);
  });
});

describe("the machine", () => {
  test("doctor judges each part, as lines and as JSON, and fails on a broken configuration", async () => {
    const good = await t.cli(["doctor"]);
    for (const name of ["node", "git", "kill level", "store", "config", "dashboard", "codex", "claude", "browser"])
      expect(good.stdout).toMatch(new RegExp(`^(ok|info|warn|fail) +${name} `, "m"));
    expect(good.code).toBe(0);
    writeFileSync(join(t.home, "config.yaml"), "port: many\n");
    const bad = await t.cli(["doctor", "--json"]);
    expect(JSON.parse(bad.stdout)).toMatchObject({ ok: false });
    expect(bad.code).toBe(1);
  });

  test("doctor names each script that cannot be started, each broken definition, and each workspace that is gone", async () => {
    const of = async (name: string) => {
      const { checks } = JSON.parse((await t.cli(["doctor", "--json"])).stdout);
      return checks.filter((c: { name: string }) => c.name === name).map((c: { message: string }) => c.message);
    };
    expect(await of("scripts")).toEqual(["0 can be started"]);
    const text = "name: b.two\nkind: script\nsteps: [{ id: a, run: [{ file: scripts/two }] }]\n";
    t.workflow("many", `name: a\nkind: script\nsteps: [{ id: a, run: [sh] }]\n---\n${text}---\nname: ill\n`);
    const gone = t.folder("gone");
    await t.cli(["workspace", "add", gone]);
    rmSync(gone, { recursive: true });
    const off = t.folder("off");
    await t.cli(["workspace", "add", off]);
    await t.cli(["workspace", "disable", off]);
    const path = join(t.home, "workflows/scripts/two");
    expect(await of("scripts")).toEqual([expect.stringContaining(`b.two: the file ${path} does not exist`)]);
    expect(await of("definitions")).toEqual([
      `${join(t.home, "workflows/many.yaml")}: document 3, line 9: steps: is missing`,
    ]);
    expect(await of("workspaces")).toEqual([
      `${gone} is not there; bring the folder back, or remove the workspace`,
      `${off} is disabled: nothing starts in it`,
    ]);
    mkdirSync(join(t.home, "workflows/scripts"));
    writeFileSync(path, "#!/bin/sh\n", { mode: 0o755 });
    expect(await of("scripts")).toEqual(["2 can be started"]);
  });

  test("config names the source of each setting, and never the token", async () => {
    const { stdout } = await t.cli(["config"], { env: { TOOLLOOP_PORT: "5123", TOOLLOOP_TOKEN: "topsecret" } });
    expect(stdout).toMatch(/^port +5123 +environment/m);
    expect(stdout).not.toContain("topsecret");
  });

  test("open prints a loopback address and never fails without a desktop", async () => {
    const { code, stdout } = await t.cli(["open"], { env: { DISPLAY: "", WAYLAND_DISPLAY: "" } });
    expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:4590\/$/m);
    expect(code).toBe(0);
  });

  test("the program works through a link and from any folder", async () => {
    const link = join(t.folder("bin"), "codex-toolloop");
    symlinkSync(BIN, link);
    chmodSync(BIN, 0o755);
    expect(execFileSync(link, ["--version"], { cwd: "/", encoding: "utf8" })).toBe("0.1.0\n");
  });

  test.skipIf(process.getuid?.() !== 0)("a full disk ends the run, says so, and leaves reading possible", async () => {
    const disk = t.folder("disk");
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=2m,mode=700", "tmpfs", disk]);
    try {
      mkdirSync(join(disk, "workflows"));
      const yaml = "name: fill\nsteps:\n  - id: a\n    run: [sh, -c, 'head -c 9000000 /dev/zero | tr \"\\\\0\" x']\n";
      writeFileSync(join(disk, "workflows/fill.yaml"), yaml);
      const env = { TOOLLOOP_HOME: disk };
      const run = await t.cli(["run", "workflow", "fill"], { env });
      expect(run.code).toBe(1);
      expect(run.stdout).toContain("failed (disk_full)");
      const [id = ""] = readdirSync(join(disk, "runs"));
      const meta = RunMeta.parse(JSON.parse(readFileSync(join(disk, "runs", id, "meta.json"), "utf8")));
      expect(meta).toMatchObject({ status: "failed", reason: "disk_full" });
      const list = await t.cli(["run", "list"], { env });
      expect(list.stdout).toContain(id);
      expect(list.code).toBe(0);
      // Not a byte is left for the next one.
      const fill = `head -c 9000000 /dev/zero > ${disk}/rest; exit 0`;
      execFileSync("sh", ["-c", fill], { stdio: "ignore" });
      const start = await t.cli(["run", "workflow", "tour", "--pace", "instant"], { env });
      expect(start.stderr).toContain("the disk is full");
      expect(start.code).toBe(1);
    } finally {
      execFileSync("umount", [disk]);
    }
  });
});
