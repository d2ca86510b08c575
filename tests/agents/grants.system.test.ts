import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AgentStack, startAgentStack } from "./support/agent-stack.ts";
import { vendorsMissing } from "./support/vendor-environment.ts";

const missing = vendorsMissing();
if (missing) console.log(missing);

const ASKING = { sandbox: "workspace-write", approvalPolicy: "always" };

describe.skipIf(missing !== undefined).each(["codex", "claude"] as const)(
  "what is approved for a session of %s",
  (vendor) => {
    let stack: AgentStack;
    beforeAll(async () => {
      stack = await startAgentStack();
    });
    afterAll(() => stack.close());

    const play = (name: string) =>
      stack.model.play(name, [[{ shell: "touch granted.txt" }], [{ say: `Done with ${name}.` }]]);
    const asked = async (runId: string) => {
      const event = await stack.until(runId, (e) => e.type === "approval.requested");
      if (event.type !== "approval.requested") throw new Error("no question");
      return event;
    };
    const decide = (runId: string, approvalId: string, decision: string) =>
      stack.post<{ detail?: string }>(`/api/runs/${runId}/approvals/${approvalId}`, { decision });

    it("is not asked again by its next prompts, also by those of another dashboard; another session is asked", async () => {
      for (const name of ["first", "second", "third"]) play(name);
      const session = await stack.session(vendor, ASKING);
      const one = await stack.prompt(session.id, "Touch it #first");
      const question = await asked(one);
      expect(question.grantKey).toBeTypeOf("string");
      expect(await decide(one, question.approvalId, "approve_for_session")).toMatchObject({ status: 202 });
      expect(await stack.settled(one)).toMatchObject({ status: "success", grants: [question.grantKey] });

      await stack.restart("SIGKILL");
      const two = await stack.prompt(session.id, "Again #second");
      expect(await stack.settled(two)).toMatchObject({ status: "success" });
      const resolved = (await stack.events(two)).filter((e) => e.type === "approval.resolved");
      expect(resolved).toMatchObject([{ by: "session" }]);

      const other = await stack.session(vendor, ASKING);
      const three = await stack.prompt(other.id, "I, too #third");
      const again = await asked(three);
      expect(await decide(three, again.approvalId, "decline")).toMatchObject({ status: 202 });
      expect(await stack.settled(three)).toMatchObject({ status: "success", reason: expect.any(String) });
    });
  },
);
