import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { identify, liveness } from "./identify.ts";
import { talk } from "./talk.ts";

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "toolloop-talk-"));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const env = { PATH: process.env.PATH ?? "" };
const node = (script: string) => [process.execPath, "-e", script];

describe("a child that is talked with", () => {
  it("answers line by line, and its end has exit code and stderr", async () => {
    const lines: string[] = [];
    const child = talk({
      argv: node(
        `process.stdin.on("data", (d) => { process.stdout.write("got " + d); if (String(d).includes("bye")) { process.stderr.write("gone"); process.exit(3); } })`,
      ),
      cwd: dir,
      env,
      onLine: (line) => {
        lines.push(line);
        if (line === "got hello") child.send("bye");
      },
    });
    expect(child.send("hello")).toBe(true);
    expect(await child.ended).toEqual({ exitCode: 3, signal: null, stderr: "gone" });
    expect(lines).toEqual(["got hello", "got bye"]);
    expect(child.send("too late")).toBe(false);
  });

  it("keeps characters whole that arrive in two pieces, and passes on a last line without a newline", async () => {
    const lines: string[] = [];
    const child = talk({
      argv: node(
        `const b = Buffer.from("äö€\\nlast"); let i = 0; const t = setInterval(() => { if (i === b.length) { clearInterval(t); return; } process.stdout.write(b.subarray(i, ++i)); }, 1)`,
      ),
      cwd: dir,
      env,
      onLine: (line) => lines.push(line),
    });
    await child.ended;
    expect(lines).toEqual(["äö€", "last"]);
  });

  it("says in a sentence why it could not start", async () => {
    const child = talk({ argv: [join(dir, "nothing-here")], cwd: dir, env });
    const end = await child.ended;
    expect(end.spawnError).toContain("nothing-here");
    expect(child.send("x")).toBe(false);
    await child.stop(0);
  });

  it("is stopped with what left its session", async () => {
    let pid = 0;
    const told = new Promise<void>((resolve) => {
      const child = talk({
        argv: node(
          `const c = require("child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { detached: true, stdio: "ignore" }); console.log(c.pid); setInterval(() => {}, 1000)`,
        ),
        cwd: dir,
        env,
        onLine: async (line) => {
          pid = Number(line);
          const who = identify(pid);
          await child.stop(200);
          await child.ended;
          expect(who && liveness(who)).not.toBe("alive");
          resolve();
        },
      });
    });
    await told;
    expect(pid).toBeGreaterThan(0);
  });
});
