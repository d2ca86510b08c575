import { tmpdir } from "node:os";
import { join } from "node:path";
import type {} from "@codex-toolloop/protocol";
import { describe, expect, it } from "vitest";
import { codex } from "../../src/codex/codex.ts";
import type { AgentDecision, TurnRequest } from "../../src/contract.ts";
import { listen } from "../support/listen.ts";

const program = join(import.meta.dirname, "../programs/recorded-codex");

/** A turn against a recorded session of codex, played by a program that stands in for it. */
function turn(recording: string, more: Partial<TurnRequest> = {}) {
  const heard = listen();
  const file = join(import.meta.dirname, "../fixtures", `codex-app-server-${recording}.jsonl`);
  const env = { ...process.env, OPENAI_RECORDING: file };
  const running = codex.takeTurn(
    {
      prompt: "Do it",
      cwd: tmpdir(),
      options: { sandbox: "full-access", approvalPolicy: "never" },
      grants: [],
      env,
      scratch: tmpdir(),
      signal: new AbortController().signal,
      graceMs: 2000,
      lookup: { codexBin: program, claudeBin: "", installRoots: [], env },
      ...more,
    },
    heard.sink,
  );
  return { ...running, heard };
}
const sent = (heard: ReturnType<typeof listen>) =>
  heard.raw.flatMap((r) =>
    r.direction === ">" ? [r.message as { method?: string; params?: unknown; result?: unknown }] : [],
  );

describe("a turn by the app server, from recordings", () => {
  it("is found", async () => {
    const lookup = { codexBin: program, claudeBin: "", installRoots: [], env: process.env };
    expect(await codex.find(lookup)).toMatchObject({
      available: true,
      version: "0.169.0",
      mode: "app-server",
      from: "setting",
    });
  });

  it("speaks to codex in order, and tells what it hears", async () => {
    const { ended, heard } = turn("full", {
      options: { sandbox: "read-only", approvalPolicy: "always", model: "gpt-5.5" },
    });
    expect(await ended).toMatchObject({
      status: "completed",
      message: "Done: executed 5 step(s).",
      threadId: "01a1fa1e-755d-7970-bb1a-96fb82cb2423",
      usage: { totalTokens: 60612 },
    });
    expect(sent(heard).map((m) => m.method)).toEqual([
      "initialize",
      "initialized",
      "thread/start",
      "turn/start",
      "thread/backgroundTerminals/clean",
    ]);
    expect(sent(heard)[2]?.params).toEqual({
      cwd: tmpdir(),
      sandbox: "read-only",
      approvalPolicy: "untrusted",
      model: "gpt-5.5",
    });
    expect(heard.threads).toEqual(["01a1fa1e-755d-7970-bb1a-96fb82cb2423"]);
    expect(heard.models).toEqual(["gpt-5.5"]);
    expect(heard.toolCalls.map((c) => `${c.tool} ${c.phase}`)).toEqual([
      "update_plan call",
      "shell call",
      "shell result",
      "apply_patch call",
      "apply_patch result",
      "apply_patch call",
      "apply_patch result",
      "update_plan result",
    ]);
  });

  it("goes on with a thread", async () => {
    const threadId = "01a1fa0f-92fa-7480-b811-84736f088512";
    const { ended, heard } = turn("resume", { threadId });
    expect(await ended).toMatchObject({ status: "completed", threadId, usage: { totalTokens: 22591 } });
    expect(sent(heard)[2]).toMatchObject({ method: "thread/resume", params: { threadId, excludeTurns: true } });
    expect(heard.threads).toEqual([]);
  });

  it.each([
    ["approve-cmd", "approve", "accept", "completed"],
    ["approve-patch", "approve", "accept", "completed"],
    ["decline-cmd", "decline", "decline", "completed"],
    ["cancel-cmd", "cancel", "cancel", "interrupted"],
  ] as const)("passes a decision on (%s)", async (recording, decision: AgentDecision, word, status) => {
    const running = turn(recording);
    const { approvalId, grantKey } = await running.heard.told("approval.requested");
    running.control({ type: "approval", approvalId, decision, by: "me" });
    expect(await running.ended).toMatchObject({ status });
    expect(sent(running.heard).filter((m) => m.result)).toEqual([{ id: 0, result: { decision: word } }]);
    expect(running.heard.all("approval.resolved")).toEqual([
      { type: "approval.resolved", approvalId, decision, by: "me" },
    ]);

    if (decision !== "approve") return;
    const granted = turn(recording, { grants: [grantKey ?? ""] });
    expect(await granted.ended).toMatchObject({ status: "completed" });
    expect(granted.heard.all("approval.resolved")).toEqual([
      { type: "approval.resolved", approvalId, decision: "approve", by: "session" },
    ]);
  });

  it("says a word into the running turn", async () => {
    const running = turn("steer");
    running.control({ type: "steer", text: "Also this", by: "me" });
    expect(await running.ended).toMatchObject({ status: "completed", message: "Mock answer to: Also this" });
    const input = [{ type: "text", text: "Also this", text_elements: [] }];
    expect(sent(running.heard).find((m) => m.method === "turn/steer")?.params).toEqual({
      threadId: "01a1fa1f-874e-7862-bae7-03186e793677",
      expectedTurnId: "01a1fa1f-876b-71d3-b2eb-65b7d3c6445d",
      input,
    });
  });

  it("tells the agent why a person said no", async () => {
    const running = turn("decline-cmd");
    const { approvalId } = await running.heard.told("approval.requested");
    running.control({ type: "approval", approvalId, decision: "decline", by: "me", comment: "Use git rm." });
    await running.ended;
    expect(sent(running.heard).find((m) => m.method === "turn/steer")?.params).toMatchObject({
      input: [{ type: "text", text: "Use git rm." }],
    });
  });

  it("interrupts, ends what runs in the background, then the process", async () => {
    const stop = new AbortController();
    const running = turn("bgclean", { signal: stop.signal });
    await running.heard.told("item.started");
    stop.abort();
    expect(await running.ended).toMatchObject({ status: "interrupted" });
    expect(
      sent(running.heard)
        .map((m) => m.method)
        .slice(4),
    ).toEqual(["turn/interrupt", "thread/backgroundTerminals/clean"]);
    expect(running.heard.events.at(-1)).toMatchObject({ type: "turn.finished", status: "interrupted" });
  });

  it.each([
    ["error429", "rate_limited"],
    ["error500", "server_error"],
  ])("fails with a reason (%s)", async (recording, code) => {
    expect(await turn(recording).ended).toMatchObject({ status: "failed", code });
  });

  it("is not begun when it was stopped before", async () => {
    const { ended, heard } = turn("full", { signal: AbortSignal.abort() });
    expect(await ended).toEqual({ status: "interrupted" });
    expect(heard.events).toEqual([]);
  });
});
