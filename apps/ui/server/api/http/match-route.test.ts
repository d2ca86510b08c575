import { describe, expect, it } from "vitest";
import { createMatcher } from "./match-route.ts";

const runs = {};
const run = {};
const file = {};
const fixed = {};
const find = createMatcher({
  "/api/runs": runs,
  "/api/runs/newest": fixed,
  "/api/runs/:runId": run,
  "/api/runs/:runId/files/*path": file,
});

describe("a path finds its route", () => {
  it.each([
    ["/api/runs", runs, {}],
    ["/api/runs/newest", fixed, {}],
    ["/api/runs/a%20b", run, { runId: "a b" }],
    ["/api/runs/7/files/a/b%2Fc.txt", file, { runId: "7", path: "a/b/c.txt" }],
    ["/api/runs/7/files//etc/passwd", file, { runId: "7", path: "/etc/passwd" }],
    ["/api/runs/__proto__", run, { runId: "__proto__" }],
    ["/api/runs/%2525", run, { runId: "%25" }],
  ])("%s", (path, route, params) => {
    const found = find(path);
    expect(found?.route).toBe(route);
    expect(found?.params).toEqual(params);
  });

  it.each([
    "",
    "/",
    "/api",
    "/api/runs/",
    "/api/runs//files/x",
    "/api/runs/7/",
    "/api/runs/7/files",
    "/api/runs/7/files/",
  ])("%j finds none", (path) => expect(find(path)).toBeUndefined());
  it("nor does one that is not valid UTF-8 once decoded", () => expect(find("/api/runs/%ff")).toBeUndefined());
});
