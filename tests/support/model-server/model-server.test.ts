import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startModelServer } from "./model-server.ts";
import type { ModelServer } from "./script.ts";

let server: ModelServer;
beforeEach(async () => {
  server = await startModelServer();
});
afterEach(() => server.close());

const ask = (prompt: string, path = "/v1/responses") =>
  fetch(`${server.url}${path}`, {
    method: "POST",
    body: JSON.stringify({
      input: [{ type: "message", role: "user", content: [{ type: "input_text", text: prompt }] }],
      tools: [{ type: "function", name: "exec_command" }],
    }),
  });
const events = (text: string) =>
  [...text.matchAll(/^data: (.+)$/gm)].map((m) => JSON.parse(m[1] ?? "") as { type: string; delta?: string });

describe("the scripted model server", () => {
  it("listens on loopback below the ports that the kernel hands out", () => {
    const { hostname, port } = new URL(server.url);
    expect(hostname).toBe("127.0.0.1");
    expect(Number(port)).toBeLessThan(32_768);
  });

  it("says its script in pieces and notes when the first one went out", async () => {
    server.play("say", [[{ say: "one two three", chunk: 4 }, { usage: { input: 5, output: 3 } }]]);
    const before = performance.timeOrigin + performance.now();
    const told = events(await (await ask("#say")).text());
    expect(told.filter((e) => e.delta).map((e) => e.delta)).toEqual(["one ", "two ", "thre", "e"]);
    expect(told.at(-1)).toMatchObject({
      type: "response.completed",
      response: { usage: { input_tokens: 5, total_tokens: 8 } },
    });
    expect(server.firstTokens).toHaveLength(1);
    expect(server.firstTokens[0]?.at).toBeGreaterThan(before);
  });

  it("refuses with a status, as often as it is told to", async () => {
    server.play("busy", [[{ status: 429, retryAfterSeconds: 7, times: 1 }, { say: "ok" }]]);
    const refused = await ask("#busy");
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "7"]);
    expect(events(await (await ask("#busy")).text()).some((e) => e.delta === "ok")).toBe(true);
    expect((await ask("#busy", "/v1/other")).status).toBe(404);
  });

  it("hangs until it is released, and breaks the connection", async () => {
    server.play("hang", [[{ say: "a" }, { hang: true }, { say: "b" }]]);
    const hanging = ask("#hang").then((r) => r.text());
    expect(await server.asked("hang")).toMatchObject({ body: { input: expect.anything() } });
    server.release("hang");
    expect(
      events(await hanging)
        .filter((e) => e.delta)
        .map((e) => e.delta),
    ).toEqual(["a", "b"]);
    server.play("break", [[{ say: "a" }, { disconnect: true }]]);
    await expect(ask("#break").then((r) => r.text())).rejects.toThrow();
  });

  it("calls only tools that the client offers", async () => {
    server.play("tool", [[{ shell: "ls" }]]);
    expect(await (await ask("#tool")).text()).toContain('"arguments":"{\\"cmd\\":\\"ls\\"}"');
    server.play("plan", [[{ plan: [] }]]);
    await expect(ask("#plan").then((r) => r.text())).rejects.toThrow();
  });

  it("closes although an answer hangs", async () => {
    server.play("hang", [[{ hang: true }]]);
    const hanging = ask("#hang")
      .then((r) => r.text())
      .catch(() => "closed");
    await server.asked("hang");
    await server.close();
    expect(await hanging).toBe("closed");
    server = await startModelServer();
  });
});
