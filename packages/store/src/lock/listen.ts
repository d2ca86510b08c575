import { createServer, type Server, type Socket } from "node:net";
import type { LockHolder } from "../contract.ts";

/** A listener that holds the lock and tells everybody who asks who it is. */
export interface Listening {
  server: Server;
  close(): Promise<void>;
}

/** Listens on a Unix socket. Rejects with EADDRINUSE when somebody else does. */
export function listenAsHolder(address: string, holder: LockHolder): Promise<Listening> {
  const waiters = new Set<Socket>();
  const server = createServer((socket) => {
    waiters.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => waiters.delete(socket));
    socket.resume();
    socket.write(`${JSON.stringify(holder)}\n`);
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(address, () => {
      server.off("error", reject);
      // An accept that fails (out of descriptors) must not end the dashboard; the lock is held by listening.
      server.on("error", () => {});
      resolve({
        server,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            for (const socket of waiters) socket.destroy();
          }),
      });
    });
  });
}
