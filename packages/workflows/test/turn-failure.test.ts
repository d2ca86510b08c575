import { describe, expect, it } from "vitest";
import type { HostTurnResult } from "../src/contract.ts";
import type { AgentSpec } from "../src/engine/agent-spec.ts";
import { turnFailure } from "../src/engine/turn-failure.ts";
import { outputContract } from "../src/output/output-contract.ts";

const spec: AgentSpec = {
  id: "plan",
  title: "Plan",
  role: "planner",
  runner: "claude",
  prompt: "Plan.",
  options: { sandbox: "read-only", approvalPolicy: "never" },
};
const withOutput = { ...spec, output: outputContract("PlanOutput") };
const unfit: HostTurnResult = { status: "failed", code: "output_invalid", timedOut: false, aborted: false };
const { signal } = new AbortController();

describe("a turn whose vendor saw no answer that fits", () => {
  it("is no failure of the turn where an answer is checked: it is asked once again", () => {
    expect(turnFailure({ ...unfit, message: "{}", output: {} }, withOutput, signal)).toBeUndefined();
    expect(turnFailure(unfit, spec, signal)).toMatchObject({ status: "failed", reason: "output_invalid" });
  });

  it("was stopped all the same", () => {
    expect(turnFailure({ ...unfit, timedOut: true }, withOutput, signal)).toMatchObject({ status: "timeout" });
    const stopped = AbortSignal.abort("stop_requested");
    expect(turnFailure({ ...unfit, aborted: true }, withOutput, stopped)).toMatchObject({ status: "canceled" });
  });
});
