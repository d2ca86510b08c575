import { describe, expect, it } from "vitest";
import type { z } from "zod";
import {
  ControlLine,
  ExitFile,
  fieldErrors,
  LIMITS,
  Name,
  Problem,
  RunId,
  RunListQuery,
  RunMeta,
  RunRequest,
  RunSummary,
  refuse,
  StartRunBody,
  StopReceipt,
  UiRunRecord,
  WorkspaceRecord,
} from "../src/index.ts";

const runId = "01900000-0000-7000-8000-000000000001";
const at = "2026-01-01T00:00:00.000Z";
const meta = {
  v: 1,
  runId,
  kind: "workflow",
  workflow: "verify",
  title: "Verify",
  workspace: { path: "/w", name: "w" },
  requestedBy: "ada",
  requestedVia: "cli",
  createdAt: at,
  status: "failed",
  reason: "step_failed",
  pid: 7,
  startTime: "boot:1",
  killLevel: "subreaper",
  steps: { total: 3, finished: 2, failed: 1 },
  usage: { inputTokens: 5 },
};
const exit = {
  v: 1,
  pid: 7,
  startTime: "boot:1",
  exitCode: null,
  signal: "SIGKILL",
  startedAt: at,
  finishedAt: at,
  deadline: true,
  stopSignal: null,
  killLevel: "subreaper",
  killed: [{ pid: 8, command: "sleep", signal: "SIGKILL" }],
  survived: [],
  proven: true,
};
const request = {
  v: 1,
  runId,
  kind: "script",
  workflow: "repo.lines",
  title: "Lines",
  inputs: { retries: 3, verbose: true, label: "x" },
  hasSpec: false,
  timeoutSeconds: 60,
  stopGraceSeconds: 0.5,
  requestedBy: "ada",
  requestedVia: "api",
  createdAt: at,
  source: "store",
  definition: { steps: [] },
  provenance: { argv: ["a"], cwd: "/", versions: { node: "20" } },
};
const SAMPLES: [string, z.ZodType, unknown][] = [
  ["meta.json", RunMeta, meta],
  ["a row of the list", RunSummary, { ...meta, queuePosition: 2, usualDurationMs: 100, stopRequestedAt: at }],
  ["exit.json", ExitFile, exit],
  ["request.json", RunRequest, request],
  [
    "a record",
    UiRunRecord,
    { schemaVersion: 1, runId, at, status: "running", pid: 7, exitCode: null, payloadHash: "h" },
  ],
  ["a stop", ControlLine, { v: 1, at, by: "ada", type: "stop", reason: "shutdown" }],
  ["an approval", ControlLine, { v: 1, at, by: "ada", type: "approval", approvalId: "p", decision: "accept" }],
  ["a steer", ControlLine, { v: 1, at, by: "ada", type: "steer", text: "left" }],
  [
    "a receipt",
    StopReceipt,
    {
      ...{ runId, status: "canceled", requestedAt: at, requestedBy: "ada", complete: true, proven: true },
      ...{ signals: [{ at, signal: "SIGTERM", target: "launcher 7" }], killed: exit.killed, survived: [] },
    },
  ],
  [
    "a workspace",
    WorkspaceRecord,
    {
      v: 1,
      id: "ws_0123456789ab",
      displayName: "W",
      sourceType: "local",
      localPath: "/w",
      createdAt: at,
      trusted: false,
    },
  ],
];

describe("what is written is read back as it was", () => {
  it.each(SAMPLES)("%s", (_what, schema, value) => {
    expect(schema.parse(JSON.parse(JSON.stringify(value)))).toEqual(value);
  });

  it.each(SAMPLES)("%s of a later version is read with its new fields left out", (_what, schema, value) => {
    expect(schema.parse({ ...(value as object), fromTheFuture: 1 })).toEqual(value);
  });

  it.each(SAMPLES.filter(([what]) => what !== "a receipt"))(
    "%s of another main version is refused",
    (_what, schema, value) => {
      expect(schema.safeParse({ ...(value as object), v: 2, schemaVersion: 2 }).success).toBe(false);
    },
  );
});

describe("names and ids", () => {
  it.each(["verify", "a.b_c-D9", "x".repeat(64)])("%s is a name", (s) => expect(Name.safeParse(s).success).toBe(true));
  it.each(["", ".", "..", "a/b", "a b", "ä", "x".repeat(65), "a\n", "a\u0000"])("%j is no name", (s) =>
    expect(Name.safeParse(s).success).toBe(false),
  );
  it.each(["", "..", `${runId}\n`, runId.toUpperCase().replace("0", "A"), runId.replace("-7", "-4"), `${runId}/..`])(
    "%j is no run id",
    (s) => expect(RunId.safeParse(s).success).toBe(false),
  );
});

describe("what comes from outside", () => {
  it("is refused with unknown fields, and names where it is wrong", () => {
    const parsed = StartRunBody.safeParse({ workflow: "a b", inputs: { x: [] }, comand: "rm" });
    expect(parsed.success).toBe(false);
    const paths = parsed.error ? fieldErrors(parsed.error).map((e) => e.path) : [];
    expect(paths).toEqual(expect.arrayContaining(["workflow", "inputs.x", "comand"]));
  });

  it("refuses too many inputs before it looks at a value", () => {
    const inputs = {};
    const get = () => {
      throw new Error("a value was looked at");
    };
    for (let i = 0; i <= LIMITS.inputsMax; i++) Object.defineProperty(inputs, `k${i}`, { enumerable: true, get });
    const parsed = StartRunBody.safeParse({ workflow: "tour", inputs });
    expect(parsed.error && fieldErrors(parsed.error)).toMatchObject([{ path: "inputs" }]);
  });

  it("has defaults for what may be left out", () => {
    expect(StartRunBody.parse({ workflow: "tour" })).toEqual({ workflow: "tour", inputs: {}, onLimit: "reject" });
    expect(RunListQuery.parse({})).toEqual({ limit: LIMITS.pageDefault, offset: 0 });
  });

  it.each([{ limit: 0 }, { limit: LIMITS.pageMax + 1 }, { offset: -1 }, { q: "x".repeat(201) }, { status: ["done"] }])(
    "has bounds in a list query: %j",
    (query) => expect(RunListQuery.safeParse(query).success).toBe(false),
  );

  it("is answered with problems that are problems", () => {
    const { problem } = refuse(429, "limit_reached", "All slots are taken", "Wait.", [{ path: "a", message: "b" }]);
    expect(Problem.parse(problem)).toEqual(problem);
    expect(problem.type).toBe("urn:codex-toolloop:limit_reached");
  });
});
