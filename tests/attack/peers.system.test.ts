import { spawn, spawnSync } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "../support/server.ts";

const isRoot = process.getuid?.() === 0;
const has = (...argv: string[]) => spawnSync(argv[0] ?? "", argv.slice(1), { stdio: "ignore" }).status === 0;
const NOBODY = 65_534;
const canSwitch = isRoot && has("setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups", "true");
const canNetns = isRoot && has("unshare", "--net", "ip", "link", "set", "lo", "up");
if (!canSwitch) console.info("skipped: another user's requests need root and setpriv");
if (!canNetns) console.info("skipped: requests from outside need root, unshare and ip");

/** A client that connects as somebody or from somewhere else: prints the status it got, or why it got none. */
const CLIENT = `
const [host, port, method, hold] = process.argv.slice(1);
const req = require("node:http").request({ host, port, method, path: method === "POST" ? "/api/runs" : "/api/health",
  headers: { host: "127.0.0.1:" + port, origin: "http://127.0.0.1:" + port, "content-type": "application/json" } }, (res) => {
  res.resume(); res.on("end", () => { console.log(res.statusCode); process.exit(0); }); });
req.on("error", (e) => { console.log(e.code); process.exit(0); });
req.setTimeout(5000, () => { console.log("timeout"); process.exit(0); });
req.end(method === "POST" ? '{"workflow":"tour"}' : undefined);
`;

function run(argv: string[]): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(argv[0] ?? "", argv.slice(1), { stdio: ["ignore", "pipe", "pipe"], cwd: "/" });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (s: string) => (output += s));
    child.on("close", () => resolve(output.trim()));
  });
}

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server?.stop());
const node = (host: string, method: string) => [process.execPath, "-e", CLIENT, host, String(server.port), method];

describe.runIf(canSwitch)("another user of this machine", () => {
  const asNobody = (argv: string[]) => ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups", ...argv];
  it("is refused for reading and for starting, by its connection and not by what it says", async () => {
    expect(await run(node("127.0.0.1", "GET"))).toBe("200");
    for (const method of ["GET", "POST"]) expect(await run(asNobody(node("127.0.0.1", method)))).toBe("403");
    expect(await readdir(join(server.store, "runs"))).toEqual([]);
  });
  it("is refused by an IPv4-mapped IPv6 socket, too", async () => {
    expect(await run(node("::ffff:127.0.0.1", "GET"))).toBe("200");
    expect(await run(asNobody(node("::ffff:127.0.0.1", "GET")))).toBe("403");
  });
  it("is refused when it hurries away before it can be looked up", async () => {
    const script = `
const net = require("node:net"); const port = Number(process.argv[1]); let left = 60;
const one = () => { const s = net.connect(port, "127.0.0.1", () => { s.write("POST /api/runs HTTP/1.1\\r\\nHost: 127.0.0.1:" + port +
  "\\r\\nOrigin: http://127.0.0.1:" + port + "\\r\\nContent-Type: application/json\\r\\nContent-Length: 19\\r\\nConnection: close\\r\\n\\r\\n" +
  '{"workflow":"tour"}', () => (left % 2 ? s.destroy() : s.end())); });
  s.on("error", () => {}); s.on("close", () => (--left > 0 ? one() : console.log("done"))); }; one();`;
    expect(await run(asNobody([process.execPath, "-e", script, String(server.port)]))).toBe("done");
    expect(await run(node("127.0.0.1", "GET"))).toBe("200");
    expect(await readdir(join(server.store, "runs"))).toEqual([]);
  });
  it("cannot read the store", async () => {
    expect(await run(asNobody(["ls", server.store]))).toMatch(/denied/i);
  });
});

describe.runIf(canNetns)("from outside of loopback", () => {
  it("nothing answers: the port is bound to 127.0.0.1 only", async () => {
    // A pair of interfaces between this network and a new one; both ends vanish with the namespace.
    const tag = `tl${process.pid % 100_000}`;
    const holder = spawn("unshare", ["--net", "sleep", "60"], { stdio: "ignore" });
    const ip = (...args: string[]) => spawnSync("ip", args, { encoding: "utf8" });
    try {
      await expect.poll(() => ip("netns", "identify", String(holder.pid)).status).toBe(0);
      expect(ip("link", "add", `${tag}a`, "type", "veth", "peer", "name", `${tag}b`).stderr).toBe("");
      await expect
        .poll(() => ip("link", "set", `${tag}b`, "netns", String(holder.pid)).status, { timeout: 5000 })
        .toBe(0);
      ip("addr", "add", "10.213.77.1/30", "dev", `${tag}a`);
      ip("link", "set", `${tag}a`, "up");
      const inside = (...argv: string[]) => ["nsenter", "-t", String(holder.pid), "-n", ...argv];
      await run(inside("ip", "addr", "add", "10.213.77.2/30", "dev", `${tag}b`));
      await run(inside("ip", "link", "set", `${tag}b`, "up"));
      expect(await run(inside(...node("10.213.77.1", "GET")))).toMatch(/ECONNREFUSED|timeout|EHOSTUNREACH/);
      expect(await run(inside(...node("127.0.0.1", "GET")))).toMatch(/ECONNREFUSED|ENETUNREACH/);
      // The way there is sound: another program on the outer address is reached.
      const listener = spawn(
        process.execPath,
        [
          "-e",
          "require('node:http').createServer((q,s)=>s.end()).listen(0,'10.213.77.1',function(){console.log(this.address().port)})",
        ],
        { stdio: ["ignore", "pipe", "ignore"] },
      );
      const [port] = (await new Promise<Buffer>((done) => listener.stdout?.once("data", done)))
        .toString()
        .trim()
        .split("\n");
      expect(await run(inside(process.execPath, "-e", CLIENT, "10.213.77.1", port ?? "", "GET"))).toBe("200");
      listener.kill();
    } finally {
      holder.kill("SIGKILL");
      ip("link", "del", `${tag}a`);
    }
  });
});
