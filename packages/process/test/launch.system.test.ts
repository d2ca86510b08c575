import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import type { KillLevel, LaunchSpec, ProcessIdentity } from "../src/contract.ts";
import { launch, liveness, probeKillLevels, requestStop, sweepRun } from "../src/index.ts";
import { bundlePackage } from "./support/bundle.ts";
import { exitFile, program, scratchDirectory, spec } from "./support/scratch.ts";
import { SHAPE_NAMES, type Shape, shapeCommand } from "./support/shapes.ts";
import { endSurvivors, survivors } from "./support/survivors.ts";
import { waitFor } from "./support/wait-for.ts";

const scratch = scratchDirectory();
const probes = await probeKillLevels();
const levels = probes.filter((p) => p.works).map((p) => p.level);
const isRoot = process.getuid?.() === 0;
const markers: string[] = [];
let bundle = "";

beforeAll(async () => {
  bundle = await bundlePackage(scratch);
  chmodSync(bundle, 0o644);
});
afterEach(async () => {
  for (const marker of markers.splice(0)) await endSurvivors(marker);
});

function shapeSpec(shape: Shape, level: KillLevel) {
  const s = spec(scratch, shapeCommand(shape), level);
  markers.push(s.marker);
  return s;
}

/** Launches from another process (the bundled package), as another user where asked. */
async function launchElsewhere(s: LaunchSpec, as: string[] = []) {
  const [file = "", ...args] = [...as, process.execPath, program("launch-parent.mjs"), bundle, JSON.stringify(s)];
  const parent = spawn(file, args, { stdio: ["ignore", "pipe", "inherit"], cwd: scratch });
  const ended = once(parent, "exit");
  const [line] = await once(parent.stdout, "data");
  const identity: ProcessIdentity = JSON.parse(String(line));
  return { parent, identity, ended };
}

describe.each(levels)("a launcher at level %s", (level) => {
  test("outlives the SIGKILL of its parent, keeps the deadline and writes the record", async () => {
    const s = { ...shapeSpec("plain", level), deadlineSeconds: 1 };
    const { parent, identity, ended } = await launchElsewhere(s);
    await waitFor("the tree", () => existsSync(s.marker));
    parent.kill("SIGKILL");
    await ended;
    expect(liveness(identity)).toBe("alive");
    await waitFor("the deadline", () => liveness(identity) === "gone");
    expect(exitFile(s.runDir)).toMatchObject({ pid: identity.pid, deadline: true, stopSignal: null, survived: [] });
    // What wraps the namespace ends after the launcher in it, on a busy machine some moments later.
    await expect.poll(() => survivors(s.marker), { timeout: 10_000 }).toEqual([]);
  });

  test("can be stopped by another process than the one that started it", async () => {
    const s = shapeSpec("TERM ignored", level);
    const { identity, ended } = await launchElsewhere(s);
    await waitFor("the tree", () => existsSync(s.marker));
    requestStop(identity);
    await ended;
    expect(exitFile(s.runDir)).toMatchObject({ stopSignal: "SIGTERM", signal: "SIGKILL", survived: [] });
    expect(await survivors(s.marker)).toEqual([]);
  });
});

describe.runIf(levels.includes("subreaper"))("a launcher that is itself killed", () => {
  const recognisable = SHAPE_NAMES.filter((shape) => !/closed|re-fork/.test(shape));
  test.each(recognisable)("at level subreaper leaves what a sweep finds and ends: %s", async (shape) => {
    const s = shapeSpec(shape, "subreaper");
    const run = await launch(s);
    await waitFor("the tree", () => existsSync(s.marker));
    process.kill(run.pid, "SIGKILL");
    await run.exited;
    expect(existsSync(join(s.runDir, "exit.json"))).toBe(false);
    expect((await survivors(s.marker)).length).toBeGreaterThan(0);
    const swept = await sweepRun({ runId: s.runId, runDir: s.runDir, timeoutMs: 3_000 });
    expect(swept.survived).toEqual([]);
    expect(swept.killed.map((p) => p.command)).toContainEqual(expect.stringContaining(s.marker));
    expect(await survivors(s.marker)).toEqual([]);
  });

  test("a sweep spares us, whom it is told to spare, and who only reads the run's files", async () => {
    const s = shapeSpec("plain", "subreaper");
    writeFileSync(join(s.runDir, "output.log"), "line\n");
    const env = { ...process.env, TOOLLOOP_RUN_ID: s.runId };
    const reader = spawn("tail", ["-f", join(s.runDir, "output.log")], { stdio: "ignore" });
    const spared = spawn("sleep", ["60"], { stdio: "ignore", env });
    const member = spawn("sleep", ["60"], { stdio: "ignore", env });
    const ended = once(member, "exit");
    const protect = [spared.pid ?? 0];
    const swept = await sweepRun({ runId: s.runId, runDir: s.runDir, protect, timeoutMs: 3_000 });
    expect(swept).toEqual({ killed: [{ pid: member.pid, command: "sleep 60" }], survived: [] });
    await ended;
    for (const child of [reader, spared]) {
      expect(child.exitCode ?? child.signalCode).toBeNull();
      child.kill("SIGKILL");
    }
  });
});

describe.runIf(levels.includes("namespace"))("at level namespace", () => {
  test.each(SHAPE_NAMES)("the SIGKILL of the launcher ends everything: %s", async (shape) => {
    const s = shapeSpec(shape, "namespace");
    const run = await launch(s);
    await waitFor("the tree", () => existsSync(s.marker));
    process.kill(run.pid, "SIGKILL");
    await run.exited;
    await waitFor("the end", () => liveness(run) === "gone");
    expect(await survivors(s.marker)).toEqual([]);
  });

  test("the run sees a /proc of its own, and node works there", async () => {
    const script =
      "const fs = require('fs'); fs.writeFileSync(process.argv[1], fs.readlinkSync('/proc/self') === String(process.pid) ? 'own' : 'other')";
    const s = spec(scratch, (marker) => [process.execPath, "-e", script, marker], "namespace");
    await (await launch(s)).exited;
    expect(exitFile(s.runDir)).toMatchObject({ exitCode: 0 });
    expect(readFileSync(s.marker, "utf8")).toBe("own");
  });
});

const NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
describe.runIf(isRoot && levels.includes("subreaper"))("as an ordinary user", () => {
  test.each(SHAPE_NAMES)("a stop at level subreaper leaves nothing of: %s", async (shape) => {
    const s = shapeSpec(shape, "subreaper");
    const { identity, ended } = await launchElsewhere(s, NOBODY);
    await waitFor("the tree", () => existsSync(s.marker));
    requestStop(identity);
    await ended;
    expect(exitFile(s.runDir)).toMatchObject({ proven: true, survived: [], stopSignal: "SIGTERM" });
    expect(await survivors(s.marker)).toEqual([]);
  });

  test("what the kernel does not let us kill is reported as a survivor, and nothing is proven", async (context) => {
    const asRoot = join(scratch, "as-root");
    // Becomes root below an ordinary user's launcher; only the group `nobody` may run it, and only during this test.
    copyFileSync("/usr/bin/setpriv", asRoot);
    chownSync(asRoot, 0, 65534);
    chmodSync(asRoot, 0o4750);
    try {
      const [as = "", ...rest] = NOBODY;
      if (spawnSync(as, [...rest, asRoot, "--reuid=0", "true"]).status !== 0) context.skip("no setuid programs here");
      const s = spec(scratch, (marker) => [asRoot, "--reuid=0", "perl", program("forever.pl"), marker], "subreaper");
      markers.push(s.marker);
      const { identity, ended } = await launchElsewhere(s, NOBODY);
      await waitFor("the tree", () => existsSync(s.marker));
      expect(requestStop(identity)).toMatchObject({ signalled: true });
      await ended;
      const survivor = { pid: expect.any(Number), command: expect.stringContaining(s.marker) };
      expect(exitFile(s.runDir)).toMatchObject({ proven: false, killed: [], survived: [survivor], exitCode: null });
    } finally {
      rmSync(asRoot);
    }
  });

  test("level namespace is refused with a reason, and nothing is left of the attempt", async () => {
    const s = spec(scratch, () => ["true"], "namespace");
    const [file = "", ...args] = [...NOBODY, process.execPath, program("launch-parent.mjs"), bundle, JSON.stringify(s)];
    const parent = spawn(file, args, { stdio: ["ignore", "ignore", "pipe"], cwd: scratch });
    let said = "";
    parent.stderr.on("data", (chunk) => (said += String(chunk)));
    const [code] = await once(parent, "close");
    expect(code).not.toBe(0);
    expect(said).toMatch(/could not start at level namespace: .*unshare/);
    expect(existsSync(join(s.runDir, "exit.json"))).toBe(false);
  });
});

test("a program that only probes the kill levels lives until it knows them", async () => {
  const child = spawn(process.execPath, ["--import", "tsx", program("probe-only.ts")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [[line], [code]] = await Promise.all([once(child.stdout, "data"), once(child, "exit")]);
  expect([String(line), code]).toEqual(["3\n", 0]);
});

test("probes that run at the same time do not take each other's processes for their own", async () => {
  const all = await Promise.all(Array.from({ length: 6 }, () => probeKillLevels()));
  expect(all.flat().filter((p) => !p.works && levels.includes(p.level))).toEqual([]);
});
