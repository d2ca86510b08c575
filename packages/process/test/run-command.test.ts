import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { CommandSpec } from "../src/contract.ts";
import { runCommand } from "../src/index.ts";
import { program, scratchDirectory, spec } from "./support/scratch.ts";
import { SHAPE_NAMES, shapeCommand } from "./support/shapes.ts";
import { endSurvivors, survivors } from "./support/survivors.ts";
import { waitFor } from "./support/wait-for.ts";

const scratch = scratchDirectory();
const command = (argv: string[], rest: Partial<CommandSpec> = {}): CommandSpec => ({
  argv,
  cwd: scratch,
  env: { PATH: process.env.PATH ?? "" },
  graceMs: 100,
  ...rest,
});

describe("a command that ends by itself", () => {
  test("gives its exit code and what it printed", async () => {
    const result = await runCommand(command(["sh", program("fail.sh")]));
    expect(result).toMatchObject({ exitCode: 7, signal: null, timedOut: false, aborted: false });
    expect(result).toMatchObject({ stdout: "to stdout\n", stderr: "to stderr\n" });
    expect(result.spawnError).toBeUndefined();
  });

  test("gives the signal that ended it", async () => {
    expect(await runCommand(command(["sh", "-c", "kill -SEGV $$"]))).toMatchObject({
      exitCode: null,
      signal: "SIGSEGV",
    });
  });

  test("appends to the log file, and captures nothing then", async () => {
    const logPath = join(scratch, "appended.log");
    writeFileSync(logPath, "before\n");
    const result = await runCommand(command(["sh", program("fail.sh")], { logPath }));
    expect(readFileSync(logPath, "utf8")).toBe("before\nto stdout\nto stderr\n");
    expect(result).not.toHaveProperty("stdout");
  });

  test("captures no more than asked for, and is not blocked by the rest", async () => {
    const argv = [process.execPath, program("chatty.mjs"), "2000000"];
    const result = await runCommand(command(argv, { captureBytes: 1234 }));
    expect(result).toMatchObject({ exitCode: 0, stdoutCut: true });
    expect([result.stdout?.length, result.stderr?.length]).toEqual([1234, 1234]);
    const whole = await runCommand(command(["printf", "1234"], { captureBytes: 4 }));
    expect(whole).toMatchObject({ stdout: "1234", stdoutCut: false });
  });

  test("is not waited for longer because a background child holds the pipe", async () => {
    const s = spec(scratch, (marker) => ["sh", "-c", `perl ${program("forever.pl")} ${marker} & echo started`], "scan");
    const result = await runCommand(command(s.argv));
    expect(result).toMatchObject({ exitCode: 0, stdout: "started\n" });
    expect(result.durationMs).toBeLessThan(2_000);
    await waitFor("the background child", () => existsSync(s.marker));
    expect(await survivors(s.marker)).toHaveLength(1);
    await endSurvivors(s.marker);
  });

  test("sees its own environment, a closed stdin and its step, and nothing of ours", async () => {
    const result = await runCommand(command(["sh", "-c", "cat; env"], { stepId: "lint" }));
    const names = (result.stdout ?? "").split("\n").map((line) => line.split("=")[0]);
    expect(names).toEqual(expect.arrayContaining(["PATH", "TOOLLOOP_STEP_ID", "TOOLLOOP_COMMAND_ID"]));
    expect(names).not.toContain("HOME");
  });
});

describe("a command that cannot start says why", () => {
  test.each([
    ["a missing program", ["no-such-program"], {}, "The program no-such-program was not found on PATH."],
    ["a missing path", ["./nothing"], {}, "The program ./nothing (or its interpreter) does not exist."],
    ["a file that is not executable", [program("fail.sh")], {}, `The program ${program("fail.sh")} is not executable.`],
    ["a missing directory", ["true"], { cwd: "/no/such" }, "The working directory /no/such does not exist."],
    ["a file as directory", ["true"], { cwd: "/etc/passwd" }, "The working directory /etc/passwd is not a directory."],
  ])("%s", async (_what, argv, rest, sentence) => {
    const result = await runCommand(command(argv, rest));
    expect(result).toMatchObject({ exitCode: null, spawnError: sentence });
  });

  test("a log that cannot be opened, an empty argv and a NUL byte are results, not throws", async () => {
    const results = await Promise.all([
      runCommand(command(["true"], { logPath: "/no/such/log" })),
      runCommand(command([])),
      runCommand(command(["echo", "a\0b"])),
    ]);
    for (const result of results) expect(result.spawnError).toMatch(/\S+.*\.$/);
    expect(results[0]?.spawnError).toContain("log");
  });
});

describe("a command that is stopped", () => {
  test("by its timeout is over soon after", async () => {
    const result = await runCommand(command(["sleep", "60"], { timeoutMs: 50 }));
    expect(result).toMatchObject({ timedOut: true, aborted: false, exitCode: null, signal: "SIGTERM" });
    expect(result.durationMs).toBeLessThan(2_000);
  });

  test("may clean up within the grace", async () => {
    const script = "trap 'echo cleaned; exit 5' TERM; echo up; while :; do sleep 0.02; done";
    const result = await runCommand(command(["sh", "-c", script], { timeoutMs: 150, graceMs: 5_000 }));
    expect(result).toMatchObject({ timedOut: true, exitCode: 5, stdout: "up\ncleaned\n" });
  });

  test("before it began does not begin", async () => {
    const marker = join(scratch, "never");
    const result = await runCommand(command(["touch", marker], { signal: AbortSignal.abort() }));
    expect(result).toMatchObject({ aborted: true, exitCode: null });
    expect(existsSync(marker)).toBe(false);
  });

  test("while it is frozen ends all the same", async () => {
    const result = await runCommand(
      command(["sh", "-c", "kill -STOP $$; sleep 60"], { timeoutMs: 50, graceMs: 2_000 }),
    );
    expect(result).toMatchObject({ timedOut: true, signal: "SIGTERM" });
  });

  // What leaves parent, group, session and environment behind is the launcher's to end, not ours.
  const within = SHAPE_NAMES.filter((name) => !/empty environment|re-fork/.test(name));
  test.each(within)("by the abort signal takes its whole tree along: %s", async (shape) => {
    const s = spec(scratch, shapeCommand(shape), "scan");
    const stop = new AbortController();
    const running = runCommand(command(s.argv, { signal: stop.signal }));
    await waitFor("the tree", () => existsSync(s.marker));
    stop.abort();
    expect(await running).toMatchObject({ aborted: true, timedOut: false });
    expect(await survivors(s.marker)).toEqual([]);
  });
});
