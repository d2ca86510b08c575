import { EventEmitter } from "node:events";
import { type Talk, type TalkEnd, talk } from "@codex-toolloop/process";
import { z } from "zod";

const Spawn = z.looseObject({
  command: z.string(),
  args: z.array(z.string()),
  cwd: z.string().optional(),
  env: z.record(z.string(), z.string().optional()),
});

/**
 * Starts Claude's process for the SDK in our own way (its option `spawnClaudeCodeProcess`): in a session of its own, so
 * that its whole tree is ours to end. One turn has one process.
 */
export function createSdkProcess(of: { cwd: string; graceMs: number }) {
  let child: Talk | undefined;
  return {
    spawn(options: unknown) {
      const { command, args, cwd, env } = Spawn.parse(options);
      const given = Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
      const started = talk({ argv: [command, ...args], cwd: cwd ?? of.cwd, env: Object.fromEntries(given) });
      child = started;
      return new SpawnedProcess(started, of.graceMs);
    },
    /** Ends what is left of the process and its tree. */
    async stop(): Promise<TalkEnd | undefined> {
      if (!child) return undefined;
      await child.stop(of.graceMs);
      return child.ended;
    },
  };
}

/** The SDK's `SpawnedProcess`: as much of Node's ChildProcess as it looks at. */
class SpawnedProcess extends EventEmitter {
  readonly stdin: Talk["stdin"];
  readonly stdout: Talk["stdout"];
  exitCode: number | null = null;
  signalCode: string | null = null;
  killed = false;
  readonly #stop: () => void;

  constructor(child: Talk, graceMs: number) {
    super();
    this.stdin = child.stdin;
    this.stdout = child.stdout;
    this.#stop = () => void child.stop(graceMs);
    // Without a listener of the SDK's an error would be thrown at nobody.
    this.on("error", () => {});
    void child.ended.then(({ exitCode, signal, spawnError }) => {
      this.exitCode = exitCode;
      this.signalCode = signal;
      if (spawnError === undefined) this.emit("exit", exitCode, signal);
      else this.emit("error", new Error(spawnError));
    });
  }

  /** Whatever the signal: its tree is asked to end, then ended. */
  kill(): boolean {
    this.killed = true;
    this.#stop();
    return true;
  }
}
