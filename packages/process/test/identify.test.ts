import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { identify, liveness, selfIdentity } from "../src/index.ts";
import { parseStat, readStat } from "../src/read-proc.ts";
import { waitFor } from "./support/wait-for.ts";

test("a process is alive as long as it runs, and gone after", async () => {
  const child = spawn("sleep", ["60"]);
  const identity = identify(child.pid ?? 0);
  if (identity === null) throw new Error("no identity");
  expect(liveness(identity)).toBe("alive");
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(liveness(identity)).toBe("gone");
  expect(identify(identity.pid)).toBeNull();
});

test("this process knows itself, the same at every look", () => {
  expect(selfIdentity()).toEqual(identify(process.pid));
  expect(liveness(selfIdentity())).toBe("alive");
});

test("a pid that belongs to somebody else by now is gone", () => {
  const self = selfIdentity();
  expect(liveness({ ...self, startTime: `${self.startTime}0` })).toBe("gone");
});

test.runIf(process.platform === "linux")("a zombie is gone, although its pid still answers", async () => {
  // The shell turns into a sleep that never looks after the shell's background child.
  const parent = spawn("sh", ["-c", "sleep 0 & echo $!; exec sleep 60"]);
  const [line] = await once(parent.stdout, "data");
  const pid = Number(String(line));
  await waitFor("a zombie", () => readStat(pid)?.state === "Z");
  const identity = identify(pid);
  if (identity === null) throw new Error("no identity");
  expect(process.kill(pid, 0)).toBe(true);
  expect(liveness(identity)).toBe("gone");
  parent.kill("SIGKILL");
  await once(parent, "exit");
});

test("no pid, no identity", () => {
  for (const pid of [0, -1, 1.5, Number.NaN]) expect(identify(pid)).toBeNull();
});

test("a process name may hold spaces and parentheses", () => {
  const rest = "S 1 42 43 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 987654 1000 200";
  const wanted = { pid: 42, state: "S", ppid: 1, pgid: 42, session: 43, startTicks: "987654" };
  for (const name of ["sh", "a b", "x) S 9 9 9 (y", "((", "))", ""]) {
    expect(parseStat(`42 (${name}) ${rest}`)).toEqual(wanted);
  }
  for (const bad of ["", "42", "42 (sh) S 1 2", "nonsense (x) S"]) expect(parseStat(bad)).toBeNull();
});
