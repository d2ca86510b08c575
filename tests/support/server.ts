import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");

export interface TestServer {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  url: string;
  port: number;
  pid: number;
  /** Absolute path of the store. */
  store: string;
  /** Everything it has printed so far. */
  output(): string;
  /** Resolves with the exit code, or null after a signal. */
  exited: Promise<number | null>;
  /** SIGTERM and wait (SIGKILL after 20 s); removes a store that was made here. */
  stop(): Promise<void>;
}

/** Builds what is stale, once per test process. */
let built = false;
export function buildOnce(): void {
  if (built) return;
  const result = spawnSync(process.execPath, ["scripts/build.mjs"], { cwd: ROOT, encoding: "utf8" });
  if (result.status !== 0) throw new Error(`the build failed:\n${result.stdout}${result.stderr}`);
  built = true;
}

/** A port of 127.0.0.1 that is free now, below 32768. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 200; tries++) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const free = await new Promise<boolean>((done) => {
      const probe = createServer();
      probe.once("error", () => done(false));
      probe.listen(port, "127.0.0.1", () => probe.close(() => done(true)));
    });
    if (free) return port;
  }
  throw new Error("no free port found");
}

/**
 * Starts the built dashboard on a store of its own and a free port, and waits until it answers.
 * @param options.store an existing store to use; it is then left alone by `stop`. @param options.port instead of a free one. @param options.env added to a clean environment.
 */
export async function startServer(
  options: { store?: string; port?: number; env?: Record<string, string>; args?: string[] } = {},
): Promise<TestServer> {
  buildOnce();
  const store = options.store ?? (await mkdtemp(join(tmpdir(), "toolloop-store-")));
  const port = options.port ?? (await freePort());
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(TOOLLOOP_|VITEST|NODE_ENV$|NODE_OPTIONS$)/.test(name),
  );
  const child = spawn(
    process.execPath,
    [join(ROOT, "apps/ui/dist/server.mjs"), "--port", String(port), ...(options.args ?? [])],
    {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...Object.fromEntries(inherited),
        NODE_ENV: "production",
        NEXT_TELEMETRY_DISABLED: "1",
        TOOLLOOP_HOME: store,
        ...options.env,
      },
    },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  const exited = new Promise<number | null>((done) => child.once("exit", (code) => done(code)));
  const cleanUp = async () => {
    if (options.store === undefined) await rm(store, { recursive: true, force: true });
  };
  await untilServing(child, () => output, exited).catch(async (error: unknown) => {
    child.kill("SIGKILL");
    await cleanUp();
    throw error;
  });
  const { pid } = child;
  if (pid === undefined) throw new Error("the server has no pid");
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    pid,
    store,
    output: () => output,
    exited,
    async stop() {
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), 20_000);
      await exited;
      clearTimeout(timer);
      await cleanUp();
    },
  };
}

/** The server says so itself once it serves; no polling. */
async function untilServing(child: ChildProcess, output: () => string, exited: Promise<number | null>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([
    new Promise<void>((done) => {
      const look = () => {
        if (/ serves http/.test(output())) done();
      };
      child.stdout?.on("data", look);
      look();
    }),
    exited.then((code) => {
      throw new Error(`the server ended with ${code} before it served:\n${output()}`);
    }),
    new Promise<never>((_, fail) => {
      timer = setTimeout(() => fail(new Error(`the server did not serve within 60 s:\n${output()}`)), 60_000);
    }),
  ]).finally(() => clearTimeout(timer));
}
