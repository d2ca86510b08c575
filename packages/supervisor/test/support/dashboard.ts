import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";

const DASHBOARD = fileURLToPath(new URL("../programs/dashboard.ts", import.meta.url));

/** A supervisor in a process of its own, that a test can kill. Its settings come from the store's config.yaml. */
export async function dashboard(root: string) {
  const child = spawn(process.execPath, ["--import", "tsx", DASHBOARD, root], { stdio: ["pipe", "pipe", "inherit"] });
  const answers: string[] = [];
  const lines = createInterface({ input: child.stdout });
  const unread: ((line: string) => void)[] = [];
  lines.on("line", (line) => {
    const waiting = unread.shift();
    if (waiting) waiting(line);
    else answers.push(line);
  });
  const line = () => {
    const answered = answers.shift();
    return answered === undefined ? new Promise<string>((resolve) => unread.push(resolve)) : answered;
  };
  expect(await line()).toBe("ready");
  return {
    submit: async (request: unknown) => {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      return JSON.parse(await line());
    },
    /** Sends without waiting for the answer. */
    push: (request: unknown) => child.stdin.write(`${JSON.stringify(request)}\n`),
    /** kill -9. @returns the answers that came and nobody waited for. */
    kill: async (): Promise<unknown[]> => {
      child.stdin.on("error", () => {});
      child.kill("SIGKILL");
      await Promise.all([once(child, "exit"), once(lines, "close")]);
      return answers.map((answer) => JSON.parse(answer));
    },
  };
}
