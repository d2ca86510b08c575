import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";

/** The two ends of a connection, as `net.Socket` names them from our side. */
export interface ConnectionEnds {
  remoteAddress?: string | undefined;
  remotePort?: number | undefined;
  localAddress?: string | undefined;
  localPort?: number | undefined;
}

/** Milliseconds before each further look: a table read while it changes may miss a row. */
const RETRIES = [0, 2, 10, 40, 100];
const TIME_WAIT = "06";

/**
 * Which user holds the other end of a loopback connection? Linux says so in `/proc/net/tcp` and `tcp6`.
 * @returns the uid; undefined where the kernel does not tell (no /proc, another network namespace).
 */
export async function peerUid(ends: ConnectionEnds, read = readTable): Promise<number | undefined> {
  const { remoteAddress, remotePort, localAddress, localPort } = ends;
  if (!remoteAddress || !remotePort || !localAddress || !localPort) return undefined;
  for (const delay of RETRIES) {
    if (delay > 0) await wait(delay);
    for (const file of ["/proc/net/tcp", "/proc/net/tcp6"] as const) {
      const wide = file.endsWith("6");
      const own = hexEnd(remoteAddress, remotePort, wide);
      const far = hexEnd(localAddress, localPort, wide);
      // Seen from the peer, its own end stands first.
      const uid = own && far ? findUid(await read(file), `${own} ${far} `) : undefined;
      if (uid !== undefined) return uid;
    }
  }
  return undefined;
}

/**
 * The uid in the row with this pair of ends. A socket without an inode (closed, or waiting out its time) is nobody's
 * and shown as root's: it must not count.
 */
export function findUid(table: string, ends: string): number | undefined {
  for (let at = table.indexOf(ends); at >= 0; at = table.indexOf(ends, at + 1)) {
    const end = table.indexOf("\n", at);
    const [state, , , , uid, , inode] = table
      .slice(at + ends.length, end < 0 ? undefined : end)
      .trim()
      .split(/\s+/);
    if (state === undefined || uid === undefined || inode === undefined) continue;
    if (state !== TIME_WAIT && inode !== "0" && /^\d+$/.test(uid)) return Number(uid);
  }
  return undefined;
}

async function readTable(path: string): Promise<string> {
  return await readFile(path, "latin1").catch(() => "");
}

/** `127.0.0.1:4590` as `/proc/net/tcp` writes it (`0100007F:11EE`), or mapped as `tcp6` does. */
export function hexEnd(address: string, port: number, wide: boolean): string | undefined {
  const dotted = /^(?:::ffff:)?(\d+)\.(\d+)\.(\d+)\.(\d+)$/i.exec(address);
  const hexPort = port.toString(16).toUpperCase().padStart(4, "0");
  if (dotted) {
    const bytes = dotted.slice(1).map((n) => Number(n).toString(16).toUpperCase().padStart(2, "0"));
    const word = bytes.reverse().join("");
    return `${wide ? "0000000000000000FFFF0000" : ""}${word}:${hexPort}`;
  }
  if (address === "::1" && wide) return `00000000000000000000000001000000:${hexPort}`;
  return undefined;
}

/** Does the kernel tell who connects? Tried out with a connection to ourselves. */
export async function probePeer(): Promise<boolean> {
  const uid = process.getuid?.();
  if (process.platform !== "linux" || uid === undefined) return false;
  const server = createServer();
  let client: Socket | undefined;
  try {
    return await new Promise<boolean>((resolve, reject) => {
      server.on("error", reject);
      server.on("connection", (socket) => {
        socket.on("error", () => {});
        peerUid(socket).then((found) => {
          socket.destroy();
          resolve(found === uid);
        }, reject);
      });
      server.listen(0, "127.0.0.1", () => {
        const at = server.address();
        if (at === null || typeof at === "string") return reject(new Error("no address"));
        client = connect(at.port, "127.0.0.1").on("error", reject);
      });
    });
  } catch {
    return false;
  } finally {
    client?.destroy();
    server.close();
  }
}

/** The name of a uid: from /etc/passwd, else from the system's directories, else the number. */
export async function userName(uid: number): Promise<string> {
  const line = (await readTable("/etc/passwd")).split("\n").find((l) => l.split(":")[2] === String(uid));
  const local = line?.split(":")[0];
  if (local) return local;
  try {
    const { stdout } = await promisify(execFile)("getent", ["passwd", String(uid)], { timeout: 2000 });
    return stdout.split(":")[0] || `uid ${uid}`;
  } catch {
    return `uid ${uid}`;
  }
}
