import { createHash } from "node:crypto";
import { createServer } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { ROOT } from "./run.mjs";

/**
 * A lock that the kernel frees when its holder dies, also one in another PID namespace (a `verify` run of this very
 * clone), where a pid in a file would name somebody else: an abstract socket on Linux; elsewhere a port of loopback that
 * follows from the folder's name.
 */
const NAME = createHash("sha256").update(ROOT).digest("hex").slice(0, 24);
const ADDRESS =
  process.platform === "linux"
    ? { path: `\0codex-toolloop-build-${NAME}` }
    : process.platform === "win32"
      ? { path: `\\\\.\\pipe\\codex-toolloop-build-${NAME}` }
      : { host: "127.0.0.1", port: 20_000 + (Number.parseInt(NAME.slice(0, 8), 16) % 12_000) };
const WAIT_MS = 200;

/**
 * Runs a build while no other process builds here.
 * @template T @param {() => Promise<T>} work @returns {Promise<T>}
 */
export async function withBuildLock(work) {
  let lock = await take();
  if (!lock) console.log("Another start is building; waiting for it …");
  while (!lock) {
    await wait(WAIT_MS);
    lock = await take();
  }
  try {
    return await work();
  } finally {
    lock.close();
  }
}

/** @returns {Promise<import("node:net").Server | undefined>} undefined while somebody else holds it. */
function take() {
  return new Promise((done, fail) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", (error) => (error.code === "EADDRINUSE" ? done(undefined) : fail(error)));
    server.listen(ADDRESS, () => done(server));
  });
}
