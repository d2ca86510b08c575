import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EventInput } from "@codex-toolloop/protocol";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { runCommandStep } from "../src/exec/command/run-command-step.ts";
import { oneAtATime } from "../src/exec/one-at-a-time.ts";

function world() {
  const runDir = realpathSync(mkdtempSync(join(tmpdir(), "toolloop-beside-")));
  onTestFinished(() => rmSync(runDir, { recursive: true, force: true }));
  const logPath = join(runDir, "output.log");
  writeFileSync(logPath, "before\n");
  const events: EventInput[] = [];
  const errors: unknown[] = [];
  const log = oneAtATime();
  const command = (stepId: string, serial: number, code: string, concurrent = true) =>
    runCommandStep(
      {
        runId: "01980000-0000-7000-8000-000000000000",
        runDir,
        logPath,
        graceMs: 500,
        environment: process.env,
        kind: "workflow",
        emit: (e) => void events.push(e),
        onError: (e) => void errors.push(e),
        log,
      },
      {
        stepId,
        itemId: `${stepId}.1`,
        concurrent,
        argv: [process.execPath, "-e", code],
        signal: AbortSignal.timeout(20_000),
      },
      serial,
    );
  const told = (stepId: string) =>
    events.flatMap((e) => (e.type === "item.delta" && e.stepId === stepId ? [e.delta] : [])).join("");
  const piece = ({ logStart, logEnd }: { logStart: number; logEnd: number }) =>
    readFileSync(logPath).subarray(logStart, logEnd).toString();
  return { runDir, logPath, events, errors, command, told, piece };
}

/** Prints, waits until the file is there, prints again. */
const waiting = (words: string, file: string) =>
  `console.log("${words} 1"); const t = setInterval(() => {
     if (!require("fs").existsSync(${JSON.stringify(file)})) return;
     clearInterval(t); console.log("${words} 2"); process.stderr.write("no line's end");
   }, 20);`;

describe("commands that run at the same time", () => {
  it("are told while they run, and each is one piece of the log in the end", async () => {
    const { runDir, command, told, piece, logPath, errors } = world();
    const go = join(runDir, "go");
    const running = [command("a", 1, waiting("a", go)), command("b", 2, waiting("b", go))];
    await vi.waitFor(() => expect([told("a"), told("b")]).toEqual(["a 1\n", "b 1\n"]), { timeout: 10_000 });
    expect(readFileSync(logPath, "utf8")).toBe("before\n");
    // What a kill -9 would leave.
    expect(readdirSync(join(runDir, "logs")).sort()).toEqual(["a.1.log", "b.2.log"]);
    writeFileSync(go, "");
    const [a, b] = await Promise.all(running);
    if (!a || !b) throw new Error("two ran");
    expect([a.exitCode, piece(a)]).toEqual([0, "a 1\na 2\nno line's end\n"]);
    expect([b.exitCode, piece(b)]).toEqual([0, "b 1\nb 2\nno line's end\n"]);
    expect(readFileSync(logPath, "utf8")).toHaveLength("before\n".length + piece(a).length + piece(b).length);
    expect(existsSync(join(runDir, "logs"))).toBe(false);
    expect(errors).toEqual([]);
  });

  it("wait for the log until the one that writes it directly has ended", async () => {
    const { runDir, command, piece, logPath } = world();
    const go = join(runDir, "go");
    const direct = command("direct", 1, waiting("direct", go), false);
    await vi.waitFor(() => expect(readFileSync(logPath, "utf8")).toContain("direct 1"), { timeout: 10_000 });
    const beside = command("beside", 2, 'console.log("x".repeat(3_000_000))');
    await vi.waitFor(() => expect(existsSync(join(runDir, "logs/beside.2.log"))).toBe(true), { timeout: 10_000 });
    writeFileSync(go, "");
    expect(piece(await direct)).toBe("direct 1\ndirect 2\nno line's end");
    expect(piece(await beside)).toBe(`${"x".repeat(3_000_000)}\n`);
  });

  it("of much output the newest lines are told, and that there is more", async () => {
    const { runDir, command, told } = world();
    const go = join(runDir, "go");
    const lines = `for (let i = 0; i < 5000; i++) console.log("line " + i);${waiting("end", go)}`;
    const running = command("a", 1, lines);
    await vi.waitFor(() => expect(told("a")).toContain("end 1\n"), { timeout: 10_000 });
    expect(told("a")).toMatch(/^… \d+ bytes are in the log when the command has ended …\nline \d+\n/);
    expect(told("a").length).toBeLessThan(10_000);
    writeFileSync(go, "");
    await running;
  });

  it("a disk that refuses the log is told, and the command's own file stays", async () => {
    const { runDir, command, logPath } = world();
    const running = command("a", 1, "console.log(1); setTimeout(() => {}, 200)");
    await vi.waitFor(() => expect(existsSync(join(runDir, "logs/a.1.log"))).toBe(true));
    rmSync(logPath);
    // A folder in its place.
    mkdirSync(logPath);
    await expect(running).rejects.toThrow(/output\.log/);
    expect(readFileSync(join(runDir, "logs/a.1.log"), "utf8")).toBe("1\n");
  });
});
