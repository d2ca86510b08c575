import { describe, expect, it } from "vitest";
import { type Decision, decide, isLoopback, type RequestFacts } from "./guard.ts";

const PORT = 4590;
const OWN = [`127.0.0.1:${PORT}`, `localhost:${PORT}`, `[::1]:${PORT}`];
type Header = [string, string];

function ask(parts: Partial<RequestFacts> & { headers?: Header[] }, context = { port: PORT, dev: false }): Decision {
  const base: RequestFacts = {
    peer: { address: "127.0.0.1" },
    method: "GET",
    target: "/",
    headers: [["host", `127.0.0.1:${PORT}`]],
    upgrade: false,
    bearer: "none",
  };
  return decide({ ...base, ...parts }, context);
}
const statusOf = (d: Decision) => (d.allow ? 200 : d.status);

const hosts = [
  ...OWN,
  `127.0.0.1:${PORT + 1}`,
  "127.0.0.1",
  "evil.example",
  `evil.example:${PORT}`,
  `127.0.0.1.evil.example:${PORT}`,
  `0.0.0.0:${PORT}`,
  "",
  undefined,
];
const origins = [
  undefined,
  ...OWN.map((h) => `http://${h}`),
  `https://127.0.0.1:${PORT}`,
  "http://127.0.0.1",
  "http://evil.example",
  `http://evil.example:${PORT}`,
  "null",
  "",
];
const sites = [undefined, "same-origin", "none", "same-site", "cross-site", "invented"];
const requests = [
  { method: "GET", target: "/", kind: "page" },
  { method: "HEAD", target: "/runs/x?tab=log", kind: "page" },
  { method: "GET", target: "/api/runs", kind: "api" },
  { method: "GET", target: "/api", kind: "api" },
  { method: "GET", target: "/_next/static/x.js", kind: "api" },
  { method: "POST", target: "/new", kind: "write" },
  { method: "POST", target: "/api/runs", kind: "write" },
  { method: "DELETE", target: "/api/workspaces/x", kind: "write" },
] as const;
const modes = [undefined, ["navigate", "document"], ["navigate", "iframe"], ["cors", "empty"]] as const;

describe("the guard's table", () => {
  /** The rules of docs/security.md in other words: what must hold for a request to pass, as independent conditions. */
  function mayPass(c: {
    host?: string | undefined;
    origin?: string | undefined;
    site?: string | undefined;
    mode: readonly string[] | undefined;
    kind: string;
  }): boolean {
    const hostOk = c.host !== undefined && new Set(OWN).has(c.host);
    const originOk = c.origin === undefined ? c.kind !== "write" : c.origin === `http://${c.host}`;
    const foreign = !(c.site === undefined || c.site === "same-origin" || c.site === "none");
    const siteOk = !foreign || (c.kind === "page" && c.mode?.[0] === "navigate" && c.mode[1] === "document");
    return hostOk && originOk && siteOk;
  }

  it("holds for every combination of Host, Origin, Sec-Fetch and method", () => {
    const wrong: string[] = [];
    let cases = 0;
    let passed = 0;
    for (const host of hosts)
      for (const origin of origins)
        for (const site of sites)
          for (const mode of modes)
            for (const { method, target, kind } of requests) {
              const headers: Header[] = [];
              if (host !== undefined) headers.push(["host", host]);
              if (origin !== undefined) headers.push(["origin", origin]);
              if (site !== undefined) headers.push(["sec-fetch-site", site]);
              if (mode) headers.push(["sec-fetch-mode", mode[0]], ["sec-fetch-dest", mode[1]]);
              const got = ask({ method, target, headers });
              const want = mayPass({ host, origin, site, mode, kind });
              cases++;
              if (got.allow) passed++;
              if (got.allow !== want || (!got.allow && got.status !== 403))
                wrong.push(`${statusOf(got)} for ${method} ${target} ${JSON.stringify({ host, origin, site, mode })}`);
            }
    expect(wrong).toEqual([]);
    expect(cases).toBe(hosts.length * origins.length * sites.length * modes.length * requests.length);
    expect(cases).toBeGreaterThan(10_000);
    // Neither all nor none pass: the table tells something.
    expect(passed).toBeGreaterThan(100);
  });

  it("another of our own names as Origin is another origin", () => {
    const headers: Header[] = [
      ["host", OWN[0] ?? ""],
      ["origin", `http://${OWN[1]}`],
    ];
    expect(statusOf(ask({ method: "POST", headers }))).toBe(403);
  });
});

describe("connection and headers", () => {
  it.each([undefined, "", "10.0.0.1", "192.168.1.2", "::ffff:10.0.0.1", "fe80::1", "128.0.0.1", "0.0.0.0", "::"])(
    "a peer at %j is refused",
    (address) => {
      expect(statusOf(ask({ peer: { address } }))).toBe(403);
      expect(isLoopback(address)).toBe(false);
    },
  );
  it.each(["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])("a peer at %s is let in", (address) => {
    expect(ask({ peer: { address } }).allow).toBe(true);
  });
  it("a layer that cannot see the peer judges the rest", () => {
    expect(ask({ peer: "unseen" }).allow).toBe(true);
    expect(ask({ peer: "unseen", headers: [["host", "evil.example"]] }).allow).toBe(false);
  });
  it.each([
    "host",
    "origin",
    "authorization",
    "content-length",
    "content-type",
    "next-action",
    "rsc",
    "sec-fetch-site",
  ])("two %s headers are refused, equal or not", (name) => {
    const host: Header[] = name === "host" ? [] : [["host", OWN[0] ?? ""]];
    const value = name === "host" ? (OWN[0] ?? "") : name === "origin" ? `http://${OWN[0]}` : "1";
    expect(ask({ headers: [...host, [name, value], [name, value]] }).allow).toBe(false);
  });
  it("a name that may stand twice may", () => {
    expect(
      ask({
        headers: [
          ["host", OWN[0] ?? ""],
          ["accept", "a"],
          ["accept", "b"],
        ],
      }).allow,
    ).toBe(true);
  });
  it("port 80 may be left out", () => {
    expect(ask({ headers: [["host", "localhost"]] }, { port: 80, dev: false }).allow).toBe(true);
  });
});

describe("tokens", () => {
  const host: Header = ["host", OWN[0] ?? ""];
  it("a valid one writes without Origin, and never with a foreign one", () => {
    expect(ask({ method: "POST", headers: [host], bearer: "valid" }).allow).toBe(true);
    expect(statusOf(ask({ method: "POST", headers: [host, ["origin", "http://evil.example"]], bearer: "valid" }))).toBe(
      403,
    );
  });
  it("an invalid one is 401, for reads too", () => {
    expect(statusOf(ask({ headers: [host], bearer: "invalid" }))).toBe(401);
  });
});

describe("method, target and body", () => {
  const own: Header[] = [
    ["host", OWN[0] ?? ""],
    ["origin", `http://${OWN[0]}`],
  ];
  it.each(["PUT", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", ""])("method %j is 405", (method) => {
    expect(statusOf(ask({ method, headers: own }))).toBe(405);
  });
  it.each([
    "",
    "*",
    "http://127.0.0.1:4590/",
    "x",
    "//evil",
    "/\\evil",
    "/#x",
    "/a b",
    "/\u00e9",
    "/%",
    "/%4",
    "/%zz",
    "/%ff",
    "/%c0%ae",
    "/%00",
    "/%0a",
    "/..",
    "/a/../b",
    "/%2e%2e/",
    "/a/%2e/b",
    "/..%2fx",
    "/x%5c..%5cy",
    "/?q=%ff",
    "/?q=%",
  ])("target %j is refused", (target) => {
    expect(statusOf(ask({ target }))).toBe(400);
  });
  it.each([
    "/",
    "/a",
    "/?q=100%25+x",
    "/a%20b",
    "/runs/%C3%A9",
    "/...",
    "/a..b",
    "/.well-known",
    "/a%2fb",
    "/?a=/../b",
  ])("target %j passes", (target) => {
    expect(ask({ target }).allow).toBe(true);
  });
  it("an address that is too long is 414", () => {
    expect(statusOf(ask({ target: `/${"a".repeat(8192)}` }))).toBe(414);
    expect(ask({ target: `/${"a".repeat(8191)}` }).allow).toBe(true);
  });
  it("bodies: 413 over 2 MiB, 411 in chunks, 400 for no number or on a GET", () => {
    const post = (headers: Header[]) => statusOf(ask({ method: "POST", headers: [...own, ...headers] }));
    expect(post([["content-length", "2097152"]])).toBe(200);
    expect(post([["content-length", "2097153"]])).toBe(413);
    expect(post([["transfer-encoding", "chunked"]])).toBe(411);
    expect(post([["content-length", "0x10"]])).toBe(400);
    expect(post([["content-type", "multipart/form-data"]])).toBe(400);
    expect(post([["content-type", "multipart/form-data; boundary=----WebKitFormBoundaryAbC"]])).toBe(200);
    expect(statusOf(ask({ headers: [...own, ["content-length", "1"]] }))).toBe(400);
  });
});

describe("upgrades", () => {
  const own: Header[] = [
    ["host", OWN[0] ?? ""],
    ["origin", `http://${OWN[0]}`],
  ];
  it("are refused in production, whatever the path", () => {
    for (const target of ["/", "/_next/hmr", "/_next/webpack-hmr"])
      expect(statusOf(ask({ upgrade: true, target, headers: own }))).toBe(403);
  });
  it("in development only the HMR socket of our own pages passes", () => {
    const dev = { port: PORT, dev: true };
    expect(ask({ upgrade: true, target: "/_next/hmr?id=1", headers: own }, dev).allow).toBe(true);
    expect(ask({ upgrade: true, target: "/_next/hmr", headers: own.slice(0, 1) }, dev).allow).toBe(false);
    expect(
      ask(
        { upgrade: true, target: "/_next/hmr", headers: [own[0] ?? ["", ""], ["origin", "http://evil.example"]] },
        dev,
      ).allow,
    ).toBe(false);
    expect(ask({ upgrade: true, target: "/api/events", headers: own }, dev).allow).toBe(false);
    expect(ask({ upgrade: true, method: "CONNECT", target: "/_next/hmr", headers: own }, dev).allow).toBe(false);
  });
});

describe("Next's own headers", () => {
  const withHeader = (name: string, value: string) =>
    statusOf(
      ask({
        headers: [
          ["host", OWN[0] ?? ""],
          [name, value],
        ],
      }),
    );
  const tree = (value: unknown) => withHeader("next-router-state-tree", encodeURIComponent(JSON.stringify(value)));
  it("pass as Next's client sends them", () => {
    expect(withHeader("rsc", "1")).toBe(200);
    expect(withHeader("next-action", "40".repeat(21))).toBe(200);
    expect(withHeader("next-router-prefetch", "2")).toBe(200);
    expect(withHeader("next-router-segment-prefetch", "/_tree")).toBe(200);
    expect(
      tree([
        "",
        {
          children: [
            "runs",
            { children: [["runId", "abc", "d", null], { children: ["__PAGE__", {}, null, "refetch"] }] },
          ],
        },
        null,
        null,
        16,
      ]),
    ).toBe(200);
  });
  it.each([
    [1],
    [null],
    [[]],
    [{}],
    [["", 1]],
    [["", { children: 1 }]],
    [["", {}, 5]],
    [["", {}, null, "x"]],
    [["", {}, null, null, "x"]],
    [[["a", "b"], {}]],
    [[["a", "b", "zz", null], {}]],
    [["", {}, null, null, 1, "x", 2]],
  ])("a router state of %j is 400", (value) => {
    expect(tree(value)).toBe(400);
  });
  it("garbage is 400", () => {
    expect(withHeader("rsc", "x")).toBe(400);
    expect(withHeader("next-action", "zz")).toBe(400);
    expect(withHeader("next-url", "http://evil.example")).toBe(400);
    expect(withHeader("next-router-state-tree", "%")).toBe(400);
  });
});
