import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const BIN = fileURLToPath(new URL("../../bin/codex-toolloop.mjs", import.meta.url));

/** A store in a temporary directory, and the real program to run on it. */
export interface TestStore {
  home: string;
  /** A further folder, removed with the store. */
  folder(name: string, files?: Record<string, string>): string;
  workflow(name: string, yaml: string): void;
  /** Runs the program to its end. */
  cli(args: string[], options?: { cwd?: string; stdin?: string; env?: Record<string, string> }): Promise<Ended>;
  start(args: string[], options?: { cwd?: string; stdin?: string; env?: Record<string, string> }): Running;
  cleanup(): void;
}

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Running {
  child: ChildProcess;
  ended: Promise<Ended>;
  /** Resolves with the match once standard output has it; rejects when the program ends without. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
}

export function testStore(): TestStore {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "toolloop-cli-")));
  const home = join(base, "home");
  mkdirSync(join(home, "workflows"), { recursive: true });
  const start: TestStore["start"] = (args, options = {}) => {
    const { NO_COLOR: _no, ...inherited } = process.env;
    const child = spawn(process.execPath, [BIN, ...args], {
      cwd: options.cwd ?? base,
      env: { ...inherited, TOOLLOOP_HOME: home, TOOLLOOP_STOP_GRACE_SECONDS: "2", ...options.env },
      stdio: "pipe",
    });
    // A program that ends early need not have read it.
    child.stdin.on("error", () => {});
    child.stdin.end(options.stdin ?? "");
    return running(child);
  };
  return {
    home,
    folder(name, files = {}) {
      const dir = join(base, name);
      mkdirSync(dir, { recursive: true });
      for (const [path, text] of Object.entries(files)) writeFileSync(join(dir, path), text);
      return dir;
    },
    workflow: (name, yaml) => writeFileSync(join(home, "workflows", `${name}.yaml`), yaml),
    cli: (args, options) => start(args, options).ended,
    start,
    cleanup: () => rmSync(base, { recursive: true, force: true }),
  };
}

function running(child: ChildProcess): Running {
  let stdout = "";
  let stderr = "";
  const waiting = new Set<() => void>();
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    for (const look of waiting) look();
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
  const printed = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(stdout);
        if (!match) return;
        waiting.delete(look);
        resolve(match);
      };
      waiting.add(look);
      look();
      ended.then(() => reject(new Error(`ended without printing ${pattern}:\n${stdout}\n${stderr}`)), reject);
    });
  return { child, ended, printed };
}

/** Looks again every few milliseconds until `condition` gives something; at most `withinMs`. */
export async function until<T>(condition: () => T | undefined | false | null, withinMs = 20_000): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const value = condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`did not become true within ${withinMs} ms: ${condition}`);
    await new Promise((done) => setTimeout(done, 10));
  }
}
