import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { KillLevel } from "../src/contract.ts";
import { identify, launch, liveness, probeKillLevels, requestStop, strongestKillLevel } from "../src/index.ts";
import { exitFile, program, scratchDirectory, spec } from "./support/scratch.ts";
import { waitFor } from "./support/wait-for.ts";

const scratch = scratchDirectory();
const probes = await probeKillLevels();
const levels = probes.filter((p) => p.works).map((p) => p.level);
const forever = (marker: string) => ["perl", program("forever.pl"), marker];

describe.each(levels)("a run at level %s", (level: KillLevel) => {
  test("that succeeds is recorded, and its identity is the launcher's", async () => {
    // It ends of the TERM at once, however long that takes on a busy machine.
    const s = { ...spec(scratch, forever, level), graceSeconds: 20 };
    const run = await launch(s);
    expect(run).toMatchObject({ level, ...identify(run.pid) });
    await waitFor("the program", () => existsSync(s.marker));
    expect(liveness(run)).toBe("alive");
    requestStop(run);
    expect(await run.exited).toEqual({ code: 143, signal: null });
    expect(liveness(run)).toBe("gone");
    const exit = exitFile(s.runDir);
    expect(exit).toMatchObject({
      pid: run.pid,
      startTime: run.startTime,
      exitCode: null,
      signal: "SIGTERM",
      killed: [],
    });
    expect(Date.parse(exit.finishedAt)).toBeGreaterThanOrEqual(Date.parse(exit.startedAt));
    expect(Math.abs(Date.parse(exit.finishedAt) - Date.now())).toBeLessThan(10_000);
    expect(statSync(join(s.runDir, "exit.json")).mode & 0o777).toBe(0o600);
  });

  test("passes the exit code on and keeps the output in launcher.log", async () => {
    const s = spec(scratch, () => ["sh", program("fail.sh")], level);
    expect(await (await launch(s)).exited).toEqual({ code: 7, signal: null });
    expect(exitFile(s.runDir)).toMatchObject({
      exitCode: 7,
      signal: null,
      stopSignal: null,
      deadline: false,
      killed: [],
    });
    expect(readFileSync(join(s.runDir, "launcher.log"), "utf8")).toBe("to stdout\nto stderr\n");
  });

  test("gives the run exactly its environment and the cookies", async () => {
    const s = spec(scratch, () => ["env"], level);
    s.env = { PATH: process.env.PATH ?? "", ODD: "a=b ü", PERL5OPT: "-d", NODE_OPTIONS: "--nonsense" };
    const run = await launch(s);
    await run.exited;
    const lines = readFileSync(join(s.runDir, "launcher.log"), "utf8").trim().split("\n");
    expect(lines.toSorted()).toEqual(
      [
        ...Object.entries(s.env).map(([name, value]) => `${name}=${value}`),
        `TOOLLOOP_RUN_ID=${s.runId}`,
        `TOOLLOOP_RUN_PID=${run.pid}`,
        `TOOLLOOP_RUN_START_TIME=${run.startTime}`,
        `TOOLLOOP_KILL_LEVEL=${level}`,
      ].toSorted(),
    );
  });

  test("is ended by its deadline", async () => {
    const s = { ...spec(scratch, forever, level), deadlineSeconds: 0.3 };
    await (await launch(s)).exited;
    expect(exitFile(s.runDir)).toMatchObject({ deadline: true, stopSignal: null, signal: "SIGTERM", exitCode: null });
  });

  test("ends what the run process left in the background", async () => {
    const s = spec(
      scratch,
      (m) => ["sh", "-c", `perl ${program("forever.pl")} ${m} & while [ ! -e ${m} ]; do :; done`],
      level,
    );
    await (await launch(s)).exited;
    const { killed, survived, proven } = exitFile(s.runDir);
    expect(killed).toEqual([
      { pid: expect.any(Number), command: expect.stringContaining(s.marker), signal: "SIGTERM" },
    ]);
    expect({ survived, proven }).toEqual({ survived: [], proven: level !== "scan" });
    const left = identify(killed[0]?.pid ?? 0);
    expect(left === null ? "gone" : liveness(left)).toBe("gone");
  });

  test("reaches a run process that is frozen", async () => {
    const s = { ...spec(scratch, (m) => ["sh", "-c", `touch ${m}; kill -STOP $$; sleep 60`], level), graceSeconds: 20 };
    const run = await launch(s);
    await waitFor("the program", () => existsSync(s.marker));
    requestStop(run);
    await run.exited;
    expect(exitFile(s.runDir)).toMatchObject({ signal: "SIGTERM", killed: [] });
  });

  test.each(["a second stop", "a hurried stop"])("skips the grace on %s", async (how) => {
    const s = { ...spec(scratch, (m) => ["perl", program("ignore-sigterm.pl"), m], level), graceSeconds: 60 };
    const run = await launch(s);
    await waitFor("the program", () => existsSync(s.marker));
    if (how === "a hurried stop") expect(requestStop(run, { hurry: true })).toMatchObject({ signal: "SIGQUIT" });
    // Two equal signals that are pending together count as one, so the second is repeated until it has worked.
    else await waitFor("the end", () => !requestStop(run).signalled);
    await run.exited;
    const exit = exitFile(s.runDir);
    expect(exit).toMatchObject({ signal: "SIGKILL", survived: [] });
    expect(exit.killed.map((p) => p.signal)).toEqual(["SIGKILL", "SIGKILL"]);
    expect(requestStop(run)).toMatchObject({ signalled: false, why: "gone" });
  });

  test.each([
    ["a missing program", { argv: ["no-such-program"] }, "The program no-such-program was not found on PATH."],
    [
      "a program without permission",
      { argv: [program("fail.sh")] },
      `The program ${program("fail.sh")} is not executable.`,
    ],
    ["a missing directory", { cwd: "/no/such" }, "The working directory /no/such does not exist."],
  ])("says so when the run cannot start: %s", async (_what, bad, sentence) => {
    const s = { ...spec(scratch, () => ["true"], level), ...bad };
    expect(await (await launch(s)).exited).toEqual({ code: 127, signal: null });
    expect(exitFile(s.runDir)).toMatchObject({ exitCode: 127, spawnError: sentence });
  });

  test("survives the hang-up of a terminal", async () => {
    const s = spec(scratch, forever, level);
    const run = await launch(s);
    await waitFor("the program", () => existsSync(s.marker));
    process.kill(run.pid, "SIGHUP");
    requestStop(run);
    await run.exited;
    expect(exitFile(s.runDir)).toMatchObject({ stopSignal: "SIGTERM" });
  });

  test("records names that are no plain text", async () => {
    const name = 'a "quoted"\ttab \\ ü';
    const s = spec(
      scratch,
      (m) => [
        "sh",
        "-c",
        `perl "$1" "$2" "$3" & while [ ! -e "$2" ]; do :; done`,
        "sh",
        program("forever.pl"),
        m,
        name,
      ],
      level,
    );
    await (await launch(s)).exited;
    expect(exitFile(s.runDir).killed[0]?.command).toContain(name);
  });
});

test("a stop never signals a pid that belongs to somebody else", () => {
  expect(requestStop({ pid: process.pid, startTime: "another" })).toMatchObject({ signalled: false, why: "gone" });
});

test("a run directory that is missing is refused", async () => {
  const s = { ...spec(scratch, () => ["true"], "subreaper"), runDir: join(scratch, "missing") };
  await expect(launch(s)).rejects.toThrow(/missing/);
});

test("the kill levels are probed fast, and the strongest that works is chosen", async () => {
  const from = performance.now();
  const again = await probeKillLevels();
  expect(performance.now() - from).toBeLessThan(2_000);
  expect(again.map((p) => p.level)).toEqual(["namespace", "subreaper", "scan"]);
  const only = (...working: KillLevel[]) => again.map((p) => ({ ...p, works: working.includes(p.level) }));
  expect(await strongestKillLevel("auto", only("namespace", "subreaper", "scan"))).toBe("namespace");
  expect(await strongestKillLevel("subreaper", only("namespace", "subreaper", "scan"))).toBe("subreaper");
  expect(await strongestKillLevel("namespace", only("subreaper", "scan"))).toBe("subreaper");
  expect(await strongestKillLevel("auto", only("scan"))).toBe("scan");
  expect(await strongestKillLevel("auto", only())).toBe("scan");
});
