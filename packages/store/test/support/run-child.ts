import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

/** Starts one of the programs in this folder; it is ended with the test. */
export function startChild(name: string, args: string[]): ChildProcess {
  const program = join(dirname(fileURLToPath(import.meta.url)), name);
  const child = spawn(process.execPath, ["--import", "tsx", program, ...args], { stdio: ["pipe", "pipe", "inherit"] });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  return child;
}

/** The first output of a child, trimmed. */
export async function firstWord(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error("no output is read");
  const [data] = await once(child.stdout, "data");
  return String(data).trim();
}
