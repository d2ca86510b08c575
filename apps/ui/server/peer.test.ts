import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { findUid, hexEnd, peerUid, probePeer, userName } from "./peer.ts";

const HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";
const row = (local: string, remote: string, state: string, uid: number, inode: number) =>
  `   0: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000 ${String(uid).padStart(5)}        0 ${inode} 1 0000000000000000 20 4 0 10 -1\n`;
const PEER = "0100007F:D431";
const US = "0100007F:11EE";
const ENDS = `${PEER} ${US} `;

describe("the peer's uid", () => {
  it("is in the row whose own end is the peer's", () => {
    const table = HEAD + row(US, PEER, "01", 1, 11) + row(PEER, US, "01", 1000, 12);
    expect(findUid(table, ENDS)).toBe(1000);
  });
  it("is never taken from a socket that waits out its time or lost its inode: those show root", () => {
    expect(findUid(HEAD + row(PEER, US, "06", 0, 0), ENDS)).toBeUndefined();
    expect(findUid(HEAD + row(PEER, US, "04", 0, 0), ENDS)).toBeUndefined();
    expect(findUid(HEAD + row(PEER, US, "06", 0, 0) + row(PEER, US, "01", 7, 5), ENDS)).toBe(7);
  });
  it("is unknown where there is no row, or half of one", () => {
    expect(findUid(HEAD, ENDS)).toBeUndefined();
    expect(findUid(HEAD + row(PEER, US, "01", 1000, 12).slice(0, 60), ENDS)).toBeUndefined();
  });
  it("ends are written as the kernel writes them", () => {
    expect(hexEnd("127.0.0.1", 4590, false)).toBe(US);
    expect(hexEnd("::ffff:127.0.0.1", 4590, true)).toBe("0000000000000000FFFF00000100007F:11EE");
    expect(hexEnd("::1", 80, true)).toBe("00000000000000000000000001000000:0050");
    expect(hexEnd("::1", 80, false)).toBeUndefined();
  });
  it("is looked for again when the table was read too early", async () => {
    let reads = 0;
    const read = async (path: string) => {
      if (path.endsWith("6")) return HEAD;
      return ++reads < 3 ? HEAD : HEAD + row(PEER, US, "01", 1000, 12);
    };
    const ends = { remoteAddress: "127.0.0.1", remotePort: 0xd431, localAddress: "127.0.0.1", localPort: 4590 };
    expect(await peerUid(ends, read)).toBe(1000);
    expect(reads).toBe(3);
  });
  it("is unknown for a socket that has no ends", async () => {
    expect(await peerUid({})).toBeUndefined();
  });
});

describe.runIf(process.platform === "linux")("on this machine", () => {
  it.each(["127.0.0.1", "::ffff:127.0.0.1"])("our own connection by %s is ours", async (address) => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const at = server.address();
    if (at === null || typeof at === "string") throw new Error("no address");
    const accepted = once(server, "connection") as Promise<[Socket]>;
    const client = connect(at.port, address);
    const [socket] = await accepted;
    expect(await peerUid(socket)).toBe(process.getuid?.());
    client.destroy();
    socket.destroy();
    server.close();
  });
  it("the kernel tells, and says so when asked", async () => {
    expect(await probePeer()).toBe(true);
  });
  it("names come from /etc/passwd, and an unknown uid has its number", async () => {
    expect(await userName(0)).toBe("root");
    expect(await userName(3_999_999_999)).toBe("uid 3999999999");
  });
});
