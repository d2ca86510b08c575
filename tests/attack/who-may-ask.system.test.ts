import { readdir, readFile } from "node:fs/promises";
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

describe("good requests pass", () => {
  it.each(["127.0.0.1", "localhost", "[::1]", "LOCALHOST"])("Host %s", async (name) => {
    const answer = await sendRaw(server.port, request("GET /api/health", [`Host: ${name}:${server.port}`]));
    expect(answer.status).toBe(200);
  });

  it("a page, as a browser's first visit and as a link on another site", async () => {
    for (const site of ["none", "cross-site"]) {
      const headers = [host, `Sec-Fetch-Site: ${site}`, "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"];
      const answer = await sendRaw(server.port, request("GET /", headers));
      expect(answer.status).toBe(200);
      expect(answer.text).toMatch(/content-security-policy: default-src 'none'; script-src 'self' 'nonce-/i);
      expect(answer.text).toMatch(/cache-control: no-store/i);
    }
  });

  it("a write with our own Origin reaches its route", async () => {
    const answer = await sendRaw(server.port, post([host, own()], "{}"));
    expect(answer.status).toBe(400);
    expect(answer.text).toContain("urn:codex-toolloop:invalid");
  });
});

describe("who we are not", () => {
  const hosts = [
    "evil.example",
    "evil.example:PORT",
    "127.0.0.1",
    "127.0.0.1:1",
    "localhost.evil.example:PORT",
    "127.0.0.1.nip.io:PORT",
    "0.0.0.0:PORT",
    "127.1:PORT",
    "127.0.0.1:PORT@evil.example",
    "user@127.0.0.1:PORT",
    "127.0.0.1:PORT, evil.example",
    "[::]:PORT",
    "2130706433:PORT",
    "127.0.0.2:PORT",
    "localhost.:PORT",
    "",
  ];
  it.each(hosts)(
    "Host %j is refused, for pages, API and actions, also with an Origin that fits it",
    async (template) => {
      const name = template.replace("PORT", String(server.port));
      const before = await runs();
      for (const text of [
        request("GET /", [`Host: ${name}`]),
        request("GET /api/health", [`Host: ${name}`]),
        post([`Host: ${name}`, `Origin: http://${name}`]),
        post([`Host: ${name}`, own()]),
      ]) {
        const answer = await sendRaw(server.port, text);
        expect([400, 403]).toContain(answer.status);
      }
      expect(await runs()).toBe(before);
    },
  );

  it("two Host headers, or none, are refused", async () => {
    expect((await sendRaw(server.port, request("GET /", [host, host]))).status).toBe(403);
    expect((await sendRaw(server.port, request("GET /", [host, "Host: evil.example"]))).status).toBe(403);
    expect((await sendRaw(server.port, request("GET /", ["Host: evil.example", host]))).status).toBe(403);
    expect([400, 403]).toContain((await sendRaw(server.port, request("GET /", []))).status);
    expect([400, 403]).toContain((await sendRaw(server.port, "GET / HTTP/1.0\r\n\r\n")).status);
  });
});

describe("writes", () => {
  const origins = [
    "http://evil.example",
    "https://127.0.0.1:PORT",
    "http://127.0.0.1",
    "http://127.0.0.1:1",
    "http://localhost:PORT",
    "http://127.0.0.1:PORT.evil.example",
    "http://127.0.0.1:PORT/",
    "null",
    "",
    "file://",
    "chrome-extension://abc",
  ];
  it.each(origins)("Origin %j starts nothing", async (template) => {
    const before = await runs();
    const origin = `Origin: ${template.replace("PORT", String(server.port))}`;
    expect((await sendRaw(server.port, post([host, origin]))).status).toBe(403);
    expect((await sendRaw(server.port, post([host, origin], start, "/new"))).status).toBe(403);
    expect(await runs()).toBe(before);
  });

  it("forged forwarding headers change nothing", async () => {
    const before = await runs();
    const forged = [
      "X-Forwarded-Host: evil.example",
      "X-Forwarded-For: 127.0.0.1",
      "X-Forwarded-Proto: https",
      "Forwarded: host=evil.example",
      "X-Real-IP: 127.0.0.1",
      "X-Toolloop-User: root",
      "X-Middleware-Subrequest: proxy:proxy:proxy:proxy:proxy",
      "X-Middleware-Next: 1",
      "X-Invoke-Path: /api/health",
    ];
    expect((await sendRaw(server.port, post([host, "Origin: http://evil.example", ...forged]))).status).toBe(403);
    expect((await sendRaw(server.port, post([host, ...forged]))).status).toBe(403);
    expect((await sendRaw(server.port, request("GET /", [host, ...forged]))).status).toBe(200);
    expect(await runs()).toBe(before);
  });

  it("a forged user name does not reach the audit", async () => {
    const answer = await sendRaw(
      server.port,
      post([host, own(), "X-Toolloop-User: mallory", "x-toolloop-user: eve"], "{}"),
    );
    expect(answer.status).toBe(400);
    const audit = await readFile(join(server.store, "ui-validation-audit.jsonl"), "utf8");
    expect(audit).not.toMatch(/mallory|eve"/);
  });

  it("every server action is refused without our Origin: by header, by form, by no-JavaScript form", async () => {
    const before = await runs();
    const id = "4066ab6203dee37f1242998a9273a8f4e4344d51a5";
    const form = `--b\r\nContent-Disposition: form-data; name="$ACTION_ID_${id}"\r\n\r\n\r\n--b--\r\n`;
    for (const headers of [
      [host],
      [host, "Origin: null"],
      [host, "Origin: http://evil.example"],
      [host, "Sec-Fetch-Site: same-site"],
    ])
      for (const path of ["/", "/new"]) {
        const length = `Content-Length: ${Buffer.byteLength(form)}`;
        const type = "Content-Type: multipart/form-data; boundary=b";
        expect((await sendRaw(server.port, request(`POST ${path}`, [...headers, type, length], form))).status).toBe(
          403,
        );
        const called = [...headers, `Next-Action: ${id}`, "Content-Type: text/plain", "Content-Length: 2"];
        expect((await sendRaw(server.port, request(`POST ${path}`, called, "[]"))).status).toBe(403);
      }
    expect(await runs()).toBe(before);
  });

  it.each(["cross-site", "same-site", "bogus"])(
    "Sec-Fetch-Site: %s is refused, with our own Origin, too",
    async (site) => {
      expect((await sendRaw(server.port, post([host, own(), `Sec-Fetch-Site: ${site}`]))).status).toBe(403);
      const fetched = [host, `Sec-Fetch-Site: ${site}`, "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: script"];
      expect((await sendRaw(server.port, request("GET /api/runs", fetched))).status).toBe(403);
      const navigated = [host, `Sec-Fetch-Site: ${site}`, "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"];
      expect((await sendRaw(server.port, request("GET /api/runs", navigated))).status).toBe(403);
      const framed = [host, `Sec-Fetch-Site: ${site}`, "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"];
      expect((await sendRaw(server.port, request("GET /", framed))).status).toBe(403);
    },
  );

  it("a bearer token is worth nothing where none is in force", async () => {
    expect((await sendRaw(server.port, post([host, "Authorization: Bearer x"]))).status).toBe(401);
  });
});
