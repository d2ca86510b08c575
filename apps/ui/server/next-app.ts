import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { join } from "node:path";
import { z } from "zod";

export interface NextApp {
  /** An HTTP server that never listens: Next hangs its own listeners there, not on the one that is reachable. */
  gate: Server;
  ready: Promise<void>;
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  close(): Promise<void>;
}

const BuildStamp = z.object({ current: z.string().regex(/^\d+$/) });

/** The folder of the newest finished build below `apps/ui/.builds`, as `npm run build` wrote it down. */
function currentBuild(root: string): string {
  const stamp = join(root, "apps/ui/.builds/.bundle.json");
  try {
    return BuildStamp.parse(JSON.parse(readFileSync(stamp, "utf8"))).current;
  } catch (error) {
    throw new Error(`There is no finished build (${stamp}): run npm run build.`, { cause: error });
  }
}

const RequiredServerFiles = z.object({ config: z.record(z.string(), z.unknown()) });

/**
 * Lets Next take its settings as the build wrote them down, the way its own standalone server does; else every start
 * compiles next.config.ts anew, a quarter of a second.
 */
function takeBuiltSettings(root: string, distDir: string): void {
  const file = join(root, "apps/ui", distDir, "required-server-files.json");
  const { config } = RequiredServerFiles.parse(JSON.parse(readFileSync(file, "utf8")));
  process.env.__NEXT_PRIVATE_STANDALONE_CONFIG = JSON.stringify({ ...config, distDir });
}

/** Starts Next inside of our server. */
export function prepareNext(options: { root: string; dev: boolean; port: number }): NextApp {
  const gate = createServer();
  Object.assign(process.env, { NODE_ENV: options.dev ? "development" : "production" });
  if (!options.dev) takeBuiltSettings(options.root, join(".builds", currentBuild(options.root)));
  const made = (async () => {
    const { default: next } = await import("next");
    // Next is CommonJS: an import may bring its exports one level down.
    const create = typeof next === "function" ? next : (next as { default: typeof next }).default;
    const app = create({
      dev: options.dev,
      dir: join(options.root, "apps/ui"),
      hostname: "127.0.0.1",
      port: options.port,
      httpServer: gate,
      quiet: !options.dev,
      ...(options.dev && { turbopack: true }),
    });
    await app.prepare();
    return { app, handler: app.getRequestHandler() };
  })();
  return {
    gate,
    ready: made.then(() => undefined),
    handle: async (request, response) => (await made).handler(request, response),
    close: async () => (await made).app.close(),
  };
}
