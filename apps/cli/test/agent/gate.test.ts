import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { questionOf, testHost } from "../support/agent-host.ts";
import { eventsOf, type PromptStore, promptStore } from "../support/prompt-run.ts";

let t: PromptStore;
beforeEach(async () => {
  t = await promptStore();
});
afterEach(() => t.cleanup());

describe("a gate", () => {
  it("waits in meta.json, and stands with who decided and why", async () => {
    const host = await testHost(t, {});
    const answer = host.ask(questionOf("gate.1", { detail: "# Before" }));
    expect((await host.meta())?.approvals).toMatchObject([{ approvalId: "gate.1", title: "Go on?" }]);
    host.approve("gate.1", "approve_for_session");
    host.approve("gate.1", "push_back");
    host.approve("gate.1", "push_back", "   ");
    host.approve("gate.1", "push_back", "Name the files.");
    host.approve("gate.1", "approve");
    expect(await answer).toEqual({ decision: "push_back", by: "ada", comment: "Name the files." });
    expect(eventsOf(t, host.runId)).toMatchObject([
      { type: "approval.requested", stepId: "gate", approvalId: "gate.1", detail: "# Before" },
      { type: "approval.resolved", stepId: "gate", decision: "push_back", by: "ada", comment: "Name the files." },
    ]);
    expect((await host.meta())?.approvals).toEqual([]);
  });

  it("a decision that was written before it was asked is found, once", async () => {
    const host = await testHost(t, {});
    host.approve("gate.1", "decline");
    expect(await host.ask(questionOf("gate.1"))).toEqual({ decision: "decline", by: "ada" });
    host.approve("gate.1", "decline");
    const again = host.ask(questionOf("gate.1"));
    host.approve("gate.1", "approve");
    expect(await again).toMatchObject({ decision: "approve" });
  });

  it("a stop resolves it as cancel by the system", async () => {
    const host = await testHost(t, {});
    const stop = new AbortController();
    const answer = host.ask(questionOf("gate.1", { signal: stop.signal }));
    stop.abort("shutdown");
    await expect(answer).rejects.toBe("shutdown");
    expect(eventsOf(t, host.runId).at(-1)).toMatchObject({ decision: "cancel", by: "system", stepId: "gate" });
    expect((await host.meta())?.approvals).toEqual([]);
  });
});
