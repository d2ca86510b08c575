import { liveness } from "@codex-toolloop/process";
import type { RunEvent } from "@codex-toolloop/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AgentStack, startAgentStack } from "./support/agent-stack.ts";
import { found, processes, runProcess, sleeper } from "./support/processes.ts";
import { vendorsMissing } from "./support/vendor-environment.ts";

const missing = vendorsMissing();
if (missing) console.log(missing);

const FREE = { sandbox: "full-access", approvalPolicy: "never" };
/** Of the run whose files it names, nothing may be alive. */
const nothingOf = (runId: string) => processes((argv) => argv.join(" ").includes(runId));

describe.skipIf(missing !== undefined).each(["codex", "claude"] as const)("killing the real %s", (vendor) => {
  let stack: AgentStack;
  let serial = 0;
  beforeAll(async () => {
    // Runs go on when the dashboard is told to end: what is killed here is killed by us.
    stack = await startAgentStack({ TOOLLOOP_STOP_GRACE_SECONDS: "3", TOOLLOOP_ON_SHUTDOWN: "leave" });
  });
  afterAll(() => stack.close());

  /** A prompt whose agent runs a `sleep` of a length nobody else sleeps; resolves when that is alive. */
  async function sleeping() {
    const seconds = `${7000 + Math.floor(Math.random() * 900)}.${process.pid}${++serial}`;
    const name = `sleep-${vendor}-${serial}`;
    stack.model.play(name, [[{ say: "I wait. " }, { shell: `sh -c 'sleep ${seconds}'` }], [{ say: "Slept." }]]);
    const session = await stack.session(vendor, FREE);
    const runId = await stack.prompt(session.id, `Sleep #${name}`);
    const sleep = await found(`sleep ${seconds}`, () => sleeper(seconds));
    const agent = await found("the run process", () => runProcess(runId));
    return { runId, session, sleep, agent, seconds };
  }

  it("a stop ends the agent, its shell and its sleep", async () => {
    const { runId, sleep, seconds } = await sleeping();
    const stop = await stack.post(`/api/runs/${runId}/stop`, {});
    expect(stop.status).toBe(202);
    const run = await stack.settled(runId);
    expect(run).toMatchObject({ status: "canceled", reason: "stop_requested" });
    expect(liveness(sleep)).toBe("gone");
    expect(sleeper(seconds)).toBeUndefined();
    expect(nothingOf(runId)).toEqual([]);
    const events = await stack.events(runId);
    expect(events.at(-1)).toMatchObject({ type: "run.finished", status: "canceled" });
  });

  it("kill -9 of the run process leaves nothing behind, and the run is told as what it is", async () => {
    const { runId, session, sleep, agent } = await sleeping();
    process.kill(agent.pid, "SIGKILL");
    const run = await stack.settled(runId);
    expect(["failed", "orphaned"]).toContain(run.status);
    await found("the end of the sleep", () => liveness(sleep) === "gone");
    expect(nothingOf(runId)).toEqual([]);
    // What was said before is there, and the session goes on.
    const said = (await stack.events(runId)).filter(
      (e: RunEvent) => e.type === "item.finished" || e.type === "item.delta",
    );
    expect(JSON.stringify(said)).toContain("I wait.");
    stack.model.play("again", [[{ say: "Here again." }]]);
    const next = await stack.settled(await stack.prompt(session.id, "#again"));
    expect(next.status).toBe("success");
  });

  it("kill -9 of the dashboard: the agent works on, the next dashboard shows it and stops it", async () => {
    stack.model.play("long", [[{ say: "Before. " }, { hang: true }, { say: "After." }]]);
    const session = await stack.session(vendor, FREE);
    const longId = await stack.prompt(session.id, "#long");
    await stack.model.asked("long");
    const { runId, sleep } = await sleeping();
    await stack.restart("SIGKILL");
    expect(await stack.run(longId)).toMatchObject({ status: "running" });
    expect(liveness(sleep)).toBe("alive");
    stack.model.release("long");
    expect(await stack.settled(longId)).toMatchObject({ status: "success" });
    expect(JSON.stringify(await stack.events(longId))).toContain("After.");
    await stack.post(`/api/runs/${runId}/stop`, {});
    expect(await stack.settled(runId)).toMatchObject({ status: "canceled" });
    expect(liveness(sleep)).toBe("gone");
    expect(nothingOf(runId)).toEqual([]);
  });

  it("a question waits through the death of the dashboard, and its answer arrives", async () => {
    stack.model.play("ask", [[{ shell: "touch asked.txt && echo granted" }], [{ say: "Thank you." }]]);
    const session = await stack.session(vendor, { sandbox: "workspace-write", approvalPolicy: "always" });
    const runId = await stack.prompt(session.id, "#ask");
    const asked = await stack.until(runId, (e) => e.type === "approval.requested");
    if (asked.type !== "approval.requested") throw new Error("no question");
    await stack.restart("SIGKILL");
    const waiting = await stack.run(runId);
    expect(waiting.approvals).toMatchObject([{ approvalId: asked.approvalId }]);
    const path = `/api/runs/${runId}/approvals/${asked.approvalId}`;
    const [one, two] = await Promise.all([
      stack.post(path, { decision: "approve" }),
      stack.post(path, { decision: "approve" }),
    ]);
    expect([one.status, two.status].sort()).toEqual([202, 409]);
    const run = await stack.settled(runId);
    expect(run).toMatchObject({ status: "success" });
    expect(run.approvals ?? []).toEqual([]);
    const events = await stack.events(runId);
    expect(events.filter((e) => e.type === "approval.resolved")).toMatchObject([{ decision: "approve" }]);
    expect(JSON.stringify(events)).toContain("granted");
    expect((await stack.post(path, { decision: "decline" })).status).toBe(409);
  });
});
