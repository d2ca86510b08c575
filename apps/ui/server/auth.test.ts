import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { createAuth } from "./auth.ts";
import { cleanHeaders } from "./clean-headers.ts";
import { readOptions } from "./options.ts";
import { ownPath } from "./run-command-line.ts";

const incoming = (headers: Record<string, string>) => {
  const request = new IncomingMessage(new Socket());
  for (const [name, value] of Object.entries(headers)) {
    request.headers[name.toLowerCase()] = value;
    request.rawHeaders.push(name, value);
  }
  return request;
};
const yes = async () => true;
const no = async () => false;

describe("who may sign in", () => {
  it("by peer where the kernel tells, else by token, and by token where it is set", async () => {
    expect((await createAuth({ auth: "peer", token: "" }, yes)).mode).toBe("peer");
    expect((await createAuth({ auth: "peer", token: "" }, no)).mode).toBe("token");
    expect((await createAuth({ auth: "token", token: "" }, yes)).mode).toBe("token");
  });
  it("in peer mode without a set token no bearer is right, not even the random one", async () => {
    const auth = await createAuth({ auth: "peer", token: "" }, yes);
    expect(auth.bearer(`Bearer ${auth.token}`)).toBe("invalid");
    expect(auth.bearer(undefined)).toBe("none");
  });
  it("a bearer is right to the letter", async () => {
    const auth = await createAuth({ auth: "token", token: "abc" }, yes);
    expect(auth.bearer("Bearer abc")).toBe("valid");
    expect(auth.bearer("bearer abc")).toBe("valid");
    for (const wrong of ["Bearer ab", "Bearer abcd", "Bearer", "Basic abc", "abc", "Bearer abc x", ""])
      expect(auth.bearer(wrong)).toBe("invalid");
  });
  it("a launch link works once; the cookie holds no token and no other cookie signs in", async () => {
    const auth = await createAuth({ auth: "token", token: "abc" }, yes);
    const ticket = auth.launchQuery().replace("?token=", "");
    const cookie = auth.exchange(ticket)?.split(";")[0] ?? "";
    expect(auth.exchange(ticket)).toBeNull();
    expect(auth.exchange("")).toBeNull();
    expect(cookie).not.toContain("abc");
    expect(auth.signedIn(incoming({ cookie: `a=b; ${cookie}; c=d` }))).toBe(true);
    for (const wrong of [
      "",
      "toolloop_session=",
      `x${cookie}`,
      `${cookie}x`,
      cookie.replace("toolloop_session", "other"),
    ])
      expect(auth.signedIn(incoming({ cookie: wrong }))).toBe(false);
    const other = await createAuth({ auth: "token", token: "abd" }, yes);
    expect(other.signedIn(incoming({ cookie }))).toBe(false);
  });
});

describe("what a client says of itself", () => {
  it.each([
    "X-Forwarded-For",
    "x-forwarded-host",
    "Forwarded",
    "X-Real-IP",
    "X-Middleware-Subrequest",
    "X-Toolloop-User",
    "x-nonce",
    "Content-Security-Policy",
    "X-Matched-Path",
    "x-nextjs-data",
  ])("%s is dropped", (name) => {
    const request = incoming({ host: "x", [name]: "evil" });
    cleanHeaders(request, { user: "alice", dev: false });
    expect(JSON.stringify([request.headers, request.rawHeaders])).not.toContain("evil");
    expect(request.headers["x-toolloop-user"]).toBe("alice");
    expect(request.headers.host).toBe("x");
  });
});

describe("the command line", () => {
  it("knows its flags and nothing else", () => {
    expect(readOptions([])).toEqual({ dev: false, verbose: false });
    expect(readOptions(["--port", "4600", "--verbose"])).toEqual({ dev: false, verbose: true, port: 4600 });
    expect(readOptions(["-h"])).toBe("help");
    for (const wrong of [["--port", "x"], ["--port", "0"], ["--port", "65536"], ["--colour"], ["start"]])
      expect(() => readOptions(wrong)).toThrow();
  });
  it("a run's PATH has nothing that `npm start` put in front", () => {
    const path = "/repo/node_modules/.bin:/node_modules/.bin:/x/node-gyp-bin:/repo/scripts:/usr/bin::/bin";
    expect(ownPath(path, "/repo")).toBe("/usr/bin:/bin");
  });
});
