import type { Server } from "node:http";

/** Ports from here on are handed out by the kernel for outgoing connections; a dashboard stays below. */
const LAST_PORT = 32_767;
const TRIES = 100;

export type Listening =
  | { kind: "listening"; port: number }
  /** This store's own dashboard is there already. */
  | { kind: "ours"; address: string }
  | { kind: "busy"; port: number };

/**
 * Binds 127.0.0.1. A busy port is asked whether it is this store's dashboard; otherwise the next free one is taken, or
 * none where the port was given.
 * @param isOurs answers with the address of this store's dashboard on a port, or undefined.
 */
export async function listen(
  server: Server,
  wanted: { port: number; fixed: boolean },
  isOurs: (port: number) => Promise<string | undefined>,
): Promise<Listening> {
  const last = wanted.fixed ? wanted.port : Math.max(wanted.port, Math.min(wanted.port + TRIES, LAST_PORT));
  for (let port = wanted.port; port <= last; port++) {
    if (await tryListen(server, port)) return { kind: "listening", port };
    const address = await isOurs(port);
    if (address !== undefined) return { kind: "ours", address };
  }
  return { kind: "busy", port: wanted.port };
}

function tryListen(server: Server, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => {
      server.off("listening", onListening);
      if (error.code === "EADDRINUSE") resolve(false);
      else if (error.code === "EACCES") reject(new Error(`Port ${port} may not be used: permission denied.`));
      else reject(error);
    };
    const onListening = () => {
      server.off("error", onError);
      resolve(true);
    };
    server.once("error", onError);
    server.once("listening", onListening);
    server.listen({ port, host: "127.0.0.1", exclusive: true });
  });
}
