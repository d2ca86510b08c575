import { createServer, get, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { USER_HEADER } from "../../lib/server.ts";
import type { Api } from "./create-api.ts";
import { json } from "./http/answers.ts";
import { isApiTarget, serveApi } from "./serve-api.ts";

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A server that answers everything by this API. */
async function serving(api: Api): Promise<number> {
  server = createServer((request, response) => void serveApi(api, request, response));
  await new Promise<void>((ready) => server?.listen(0, "127.0.0.1", ready));
  return (server.address() as AddressInfo).port;
}
const MIB = 2 ** 20;

describe("an answer of the API", () => {
  it("has its length, is not stored, and carries the headers of every answer", async () => {
    const port = await serving(async () => json({ text: "ü" }));
    const answer = await fetch(`http://127.0.0.1:${port}/api/x`);
    expect(await answer.json()).toEqual({ text: "ü" });
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-length": "13",
      "content-type": "application/json",
      "cache-control": "no-store",
      "content-security-policy": expect.stringContaining("default-src 'none'"),
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
    });
  });

  it("cannot drop a security header", async () => {
    const port = await serving(async () => new Response("x", { headers: { "x-frame-options": "ALLOWALL" } }));
    expect((await fetch(`http://127.0.0.1:${port}/`)).headers.get("x-frame-options")).toBe("DENY");
  });

  it("knows the user that the gate found, the query and the body", async () => {
    const port = await serving(async (request, user) =>
      json({ user, url: request.url, method: request.method, body: await request.text() }),
    );
    const answer = await fetch(`http://127.0.0.1:${port}/api/x?q=%25`, {
      method: "POST",
      headers: { [USER_HEADER]: "alice" },
      body: "hello",
    });
    expect(await answer.json()).toEqual({
      user: "alice",
      url: "http://127.0.0.1/api/x?q=%25",
      method: "POST",
      body: "hello",
    });
  });

  it("that is a stream waits for its reader, and ends when the reader leaves", async () => {
    let sent = 0;
    let cancelled: () => void = () => {};
    const end = new Promise<void>((resolve) => {
      cancelled = resolve;
    });
    let aborted = false;
    const port = await serving(async (request) => {
      request.signal.addEventListener("abort", () => {
        aborted = true;
      });
      return new Response(
        new ReadableStream<Uint8Array>(
          {
            pull(controller) {
              sent += MIB;
              controller.enqueue(new Uint8Array(MIB));
            },
            cancel: cancelled,
          },
          { highWaterMark: 0 },
        ),
      );
    });
    const reader = await new Promise<IncomingMessage>((open) => get(`http://127.0.0.1:${port}/`, open));
    await new Promise((first) => reader.once("readable", first));
    reader.destroy();
    await end;
    expect(aborted).toBe(true);
    // An endless source was read only as far as the sockets between took it.
    expect(sent).toBeLessThan(64 * MIB);
  });
});

describe("isApiTarget", () => {
  it.each(["/api", "/api/", "/api?x", "/api/runs?q=/"])("%s is the API's", (t) => expect(isApiTarget(t)).toBe(true));
  it.each(["/", "/apis", "/new?from=/api/", "/%61pi/runs", "//api/", "/API/runs"])("%s is not", (t) =>
    expect(isApiTarget(t)).toBe(false),
  );
});
