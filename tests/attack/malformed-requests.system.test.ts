import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "../support/server.ts";
import { request, sendRaw } from "./raw.ts";

let server: TestServer;
let host: string;
beforeAll(async () => {
  server = await startServer();
  host = `Host: 127.0.0.1:${server.port}`;
});
afterAll(() => server?.stop());

const own = () => `Origin: ${server.url}`;
const json = ["Content-Type: application/json"];
const start = JSON.stringify({ workflow: "tour" });
const post = (headers: string[], body = start, path = "/api/runs") =>
  request(`POST ${path}`, [...headers, ...json, `Content-Length: ${Buffer.byteLength(body)}`], body);

async function runs(): Promise<number> {
  return (await readdir(join(server.store, "runs"))).length;
}

describe("what is no plain request", () => {
  it.each([
    ["absolute form", "GET http://evil.example/"],
    ["absolute form of ourselves", "GET http://127.0.0.1:PORT/api/health"],
    ["two slashes", "GET //evil.example/"],
    ["backslash", "GET /\\evil.example"],
    ["asterisk", "OPTIONS *"],
    ["CONNECT", "CONNECT 127.0.0.1:PORT"],
    ["CONNECT elsewhere", "CONNECT evil.example:443"],
    ["TRACE", "TRACE /"],
    ["OPTIONS", "OPTIONS /api/runs"],
    ["PUT", "PUT /api/runs"],
    ["PROPFIND", "PROPFIND /"],
    ["dot segments", "GET /api/../api/health"],
    ["encoded dot segments", "GET /api/%2e%2e/health"],
    ["encoded slash dot segments", "GET /api/..%2f..%2fetc/passwd"],
    ["NUL", "GET /api/health%00"],
    ["bad encoding", "GET /%zz"],
    ["half encoding", "GET /%"],
    ["overlong UTF-8", "GET /%c0%ae%c0%ae/"],
    ["invalid UTF-8", "GET /runs/%ff"],
    ["bad query encoding", "GET /?q=%ff%"],
    ["fragment", "GET /#x"],
    ["long address", `GET /${"a".repeat(9000)}`],
    ["very long address", `GET /${"a".repeat(70_000)}`],
  ])("%s is refused", async (_name, line) => {
    const answer = await sendRaw(server.port, request(line.replace("PORT", String(server.port)), [host]));
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
  });

  it.each([
    [
      "websocket",
      [
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
        "Sec-WebSocket-Version: 13",
      ],
    ],
    ["h2c", ["Upgrade: h2c", "Connection: Upgrade, HTTP2-Settings", "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA"]],
  ])("an upgrade to %s is refused, also with our own Origin and on the development path", async (_name, headers) => {
    for (const path of ["/", "/_next/hmr", "/_next/webpack-hmr?id=1", "/api/events"]) {
      const answer = await sendRaw(server.port, request(`GET ${path}`, [host, own(), ...headers]));
      expect(answer.status).toBe(403);
    }
  });

  it.each([
    ["length and chunks", ["Content-Length: 4", "Transfer-Encoding: chunked"]],
    ["chunks and length", ["Transfer-Encoding: chunked", "Content-Length: 4"]],
    ["two lengths", ["Content-Length: 4", "Content-Length: 60"]],
    ["list of lengths", ["Content-Length: 4, 60"]],
    ["negative length", ["Content-Length: -1"]],
    ["hex length", ["Content-Length: 0x10"]],
    ["plus length", ["Content-Length: +4"]],
    ["chunks", ["Transfer-Encoding: chunked"]],
    ["odd coding", ["Transfer-Encoding: xchunked"]],
    ["chunks twice", ["Transfer-Encoding: chunked", "Transfer-Encoding: identity"]],
    ["space before the colon", ["Transfer-Encoding : chunked"]],
    ["folded header", ["Transfer-Encoding:\r\n chunked"]],
    ["bare line feed", ["X: y\nTransfer-Encoding: chunked"]],
  ])("smuggling by %s: one answer at most, a refusal, and nothing is started", async (_name, headers) => {
    const before = await runs();
    const inner = post([host, own()]);
    const body = `0\r\n\r\n${inner}`;
    const text = request("POST /api/runs", [host, own(), ...json, ...headers, "Connection: keep-alive"], body);
    const answer = await sendRaw(server.port, text);
    expect(answer.statuses.length).toBeLessThanOrEqual(1);
    expect(answer.statuses.every((s) => s >= 400 && s < 500)).toBe(true);
    expect(await runs()).toBe(before);
  });

  it("a body over 2 MiB is refused before it is read, a GET with a body, too", async () => {
    const big = [host, own(), ...json, "Content-Length: 2097153"];
    expect((await sendRaw(server.port, request("POST /api/runs", big))).status).toBe(413);
    expect((await sendRaw(server.port, request("GET /api/runs", [host, "Content-Length: 2"], "{}"))).status).toBe(400);
  });

  it.each([
    ["RSC: x"],
    ["RSC: 1\r\nNext-Router-State-Tree: garbage"],
    ["Next-Router-State-Tree: %5B%5D"],
    ["RSC: 1\r\nNext-Router-State-Tree: %7B%7D"],
    ["RSC: 1\r\nNext-Router-State-Tree: %"],
    ["RSC: 1\r\nNext-Router-State-Tree: %5B%22%22%2C%7B%22children%22%3A1%7D%5D"],
    ["RSC: 1\r\nNext-Router-Prefetch: x"],
    ["RSC: 1\r\nNext-Router-Segment-Prefetch: \t"],
    ["Next-Url: http://evil.example/"],
    ["Next-Action: ../../etc"],
    ["Next-Action: x\r\nNext-Action: y"],
  ])("the malformed header %j is answered with 400, not 500", async (headers) => {
    for (const line of ["GET /", "GET /new", "GET /no-such-page"]) {
      const answer = await sendRaw(server.port, request(line, [host, ...headers.split("\r\n")]));
      expect(answer.status).toBe(400);
    }
  });

  it("garbage bytes never make an answer of 5xx, and the server goes on", async () => {
    let seed = 42;
    const random = () => {
      seed = (seed * 1103515245 + 12345) & 0x7fffffff;
      return seed / 0x7fffffff;
    };
    const base = request("GET /api/runs?limit=1", [host, own(), "Accept: */*"]);
    for (let i = 0; i < 150; i++) {
      const bytes = Buffer.from(base, "latin1");
      for (let k = 0; k < 1 + Math.floor(random() * 4); k++)
        bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
      const answer = await sendRaw(server.port, bytes, { first: 1000, next: 200 });
      expect(answer.statuses.every((s) => s < 500)).toBe(true);
    }
    expect((await fetch(`${server.url}/api/health`)).status).toBe(200);
  });

  it("hostile content types on JSON routes are 415 or 400, never 500", async () => {
    for (const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "application/json-patch+json",
      "application/jsonx",
      "",
      "a/b; charset=\u00ff",
    ]) {
      const answer = await sendRaw(
        server.port,
        Buffer.from(
          request("POST /api/runs", [host, own(), `Content-Type: ${type}`, "Content-Length: 2"], "{}"),
          "latin1",
        ),
      );
      expect(answer.status).toBe(415);
    }
    for (const body of [
      "",
      "{",
      "null",
      "[]",
      '"x"',
      "1e999",
      '{"__proto__":{"workflow":"tour"}}',
      '{"workflow":"../x"}',
      '{"workflow":"tour","inputs":[]}',
    ])
      expect((await sendRaw(server.port, post([host, own()], body))).status).toBe(400);
  });

  it("malformed action posts with our own Origin are no 5xx either", async () => {
    for (const [headers, body] of [
      [["Content-Type: multipart/form-data; boundary=b"], "--b--"],
      [["Content-Type: multipart/form-data"], "x"],
      [["Content-Type: text/plain"], "x"],
      [[`Next-Action: ${"0".repeat(42)}`, "Content-Type: text/plain"], "not json"],
      [["Content-Type: application/x-www-form-urlencoded"], "a=b"],
    ] as const) {
      const text = request("POST /new", [host, own(), ...headers, `Content-Length: ${body.length}`], body);
      expect((await sendRaw(server.port, text)).statuses.every((s) => s < 500)).toBe(true);
    }
  });
});

describe("the API's own manners", () => {
  it.each(["PATCH", "DELETE"])("%s on a route without it is 405 with Allow and a problem", async (method) => {
    const answer = await sendRaw(server.port, request(`${method} /api/runs`, [host, own()]));
    expect(answer.status).toBe(405);
    expect(answer.text).toMatch(/allow: GET, HEAD, POST/i);
    expect(answer.text).toContain("urn:codex-toolloop:method_not_allowed");
  });

  it("an unknown address is a 404 problem", async () => {
    const answer = await sendRaw(server.port, request("GET /api/nothing/here", [host]));
    expect(answer.status).toBe(404);
    expect(answer.text).toContain("urn:codex-toolloop:no_such_route");
  });

  it("every answer carries the headers that keep it in its place", async () => {
    for (const path of ["/", "/api/health", "/api/nothing", "/no-such-page"]) {
      const { text } = await sendRaw(server.port, request(`GET ${path}`, [host]));
      for (const line of [
        "x-content-type-options: nosniff",
        "x-frame-options: DENY",
        "referrer-policy: same-origin",
        "cross-origin-opener-policy: same-origin",
        "cross-origin-resource-policy: same-origin",
      ])
        expect(text.toLowerCase()).toContain(line.toLowerCase());
      expect(text).not.toMatch(/x-powered-by/i);
    }
  });
});
