import { expect, it } from "vitest";
import { approvalDesk } from "../../src/exec/agent/approval-desk.ts";
import { turnSink } from "../../src/exec/agent/turn-sink.ts";

it("a question stands in meta.json before it can be read as an event, and goes from there after its answer was told", () => {
  const told: string[] = [];
  const sink = turnSink({
    writer: { appendRecord: () => {} },
    vendor: "codex",
    desk: approvalDesk(),
    asksPeople: true,
    emit: (event) => told.push(event.type),
    writeMeta: (patch) => told.push(`meta: ${patch.approvals?.map((a) => a.approvalId).join()}`),
    onFailure(error) {
      throw error;
    },
  });
  sink.emit({ type: "approval.requested", approvalId: "a1", title: "May I?", decisions: ["approve"] });
  sink.emit({ type: "approval.resolved", approvalId: "a1", decision: "approve" });
  expect(told).toEqual(["meta: a1", "approval.requested", "approval.resolved", "meta: "]);
});
