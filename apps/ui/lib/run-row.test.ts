import { RunSummary } from "@codex-toolloop/protocol";
import { expect, it } from "vitest";
import { toRunRow } from "./run-row.ts";

it("what a run does not have is not named in its row", () => {
  const run = RunSummary.parse({
    v: 1,
    runId: "01a1fe31-07bb-77f8-8c82-ccbd4fe704e2",
    kind: "workflow",
    workflow: "tour",
    title: "Tour",
    requestedBy: "alice",
    requestedVia: "cli",
    createdAt: "2026-01-01T00:00:00.000Z",
    status: "running",
  });
  const row = toRunRow(run);
  expect(Object.values(row)).not.toContain(undefined);
  expect(Object.keys(row).sort()).toEqual(["by", "createdAt", "id", "status", "stopping", "title", "via", "workflow"]);
});

it("a prompt's first line stands in its row once, and leads to its session", () => {
  const run = RunSummary.parse({
    v: 1,
    runId: "01a1fe31-07bb-77f8-8c82-ccbd4fe704e2",
    kind: "prompt",
    workflow: "prompt",
    title: "Add a test",
    preview: "Add a test",
    sessionId: "se_0000000000000001",
    requestedBy: "alice",
    requestedVia: "dashboard",
    createdAt: "2026-01-01T00:00:00.000Z",
    status: "success",
  });
  expect(toRunRow(run)).toMatchObject({ title: "Add a test", session: "se_0000000000000001" });
  expect(toRunRow(run)).not.toHaveProperty("note");
});

it("a replay is called so and has no cost: that was paid by the run that it plays", () => {
  const run = RunSummary.parse({
    v: 1,
    runId: "01a1fe31-07bb-77f8-8c82-ccbd4fe704e2",
    kind: "prompt",
    workflow: "prompt",
    title: "Add a test",
    requestedBy: "alice",
    requestedVia: "dashboard",
    createdAt: "2026-01-01T00:00:00.000Z",
    status: "success",
    usage: { inputTokens: 12, costUsd: 0.5 },
  });
  expect(toRunRow(run)).toMatchObject({ tokens: 12, costUsd: 0.5 });
  const row = toRunRow({ ...run, replayOf: { recording: "tour" } });
  expect(row).toMatchObject({ replay: true, tokens: 12 });
  expect(row).not.toHaveProperty("costUsd");
});
