import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunEvent } from "@codex-toolloop/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AgentStack, startAgentStack } from "./support/agent-stack.ts";
import { vendorsMissing } from "./support/vendor-environment.ts";

const missing = vendorsMissing();
if (missing) console.log(missing);

const FREE = { sandbox: "full-access", approvalPolicy: "never" };
const itemsOf = (events: RunEvent[], kind: string) =>
  events.flatMap((e) => (e.type === "item.finished" && e.item.kind === kind ? [e.item] : []));
const saidBy = (events: RunEvent[]) =>
  itemsOf(events, "message").flatMap((i) => (i.kind === "message" && i.role === "assistant" ? [i.text] : []));

describe.skipIf(missing !== undefined).each(["codex", "claude"] as const)(
  "the real %s, through the product",
  (vendor) => {
    let stack: AgentStack;
    beforeAll(async () => {
      stack = await startAgentStack();
    });
    afterAll(() => stack.close());
    const record = (runId: string, file: string) => readFileSync(join(stack.server.store, "runs", runId, file), "utf8");

    it("thinks, runs a command, writes a file and answers; all of it is in the run's files", async () => {
      stack.model.play("story", [
        [{ think: "Look first." }, { shell: "echo one; echo two" }],
        [{ write: { path: "notes.txt", content: "a note\n" } }],
        [{ say: "Wrote **notes.txt**." }, { usage: { input: 700, output: 30 } }],
      ]);
      const session = await stack.session(vendor, FREE);
      const runId = await stack.prompt(session.id, "Write a note #story");
      const run = await stack.settled(runId);
      expect(run).toMatchObject({ status: "success", kind: "prompt", runner: vendor, sessionId: session.id });
      expect(run.usage?.outputTokens).toBeGreaterThan(0);
      const events = await stack.events(runId);
      expect(events.map((e) => e.seq)).toEqual(events.map((_, n) => n));
      expect(itemsOf(events, "reasoning")).toMatchObject([{ text: "Look first." }]);
      expect(itemsOf(events, "command")).toMatchObject([{ output: expect.stringContaining("one\ntwo"), exitCode: 0 }]);
      expect(itemsOf(events, "file_change")).toMatchObject([{ changes: [{ change: "add" }] }]);
      expect(saidBy(events)).toEqual(["Wrote **notes.txt**."]);
      expect(readFileSync(join(stack.folder, "notes.txt"), "utf8")).toBe("a note\n");
      expect(record(runId, `${vendor}-events.jsonl`)).toContain("Wrote **notes.txt**.");
      expect(record(runId, "tool-calls.jsonl")).toContain("echo one; echo two");
      expect(record(runId, "changes.diff")).toContain("+a note");
      // The prompt is in spec.md, never where other users could read it.
      expect(record(runId, "spec.md")).toBe("Write a note #story");
      expect(JSON.parse(record(runId, "request.json")).provenance.argv.join(" ")).not.toContain("Write a note");
    });

    it("remembers: the second prompt of a session has the first in its thread, in another process", async () => {
      stack.model.play("first", [[{ say: "The word is plum." }]]);
      stack.model.play("second", [[{ say: "It was plum." }]]);
      const session = await stack.session(vendor, FREE);
      const one = await stack.settled(await stack.prompt(session.id, "Choose a word #first"));
      const two = await stack.settled(await stack.prompt(session.id, "Which word? #second"));
      expect(two.threadId).toBe(one.threadId);
      expect(JSON.stringify((await stack.model.asked("second")).body)).toContain("The word is plum.");
      const answer = await fetch(`${stack.server.url}/api/sessions/${session.id}`);
      expect(await answer.json()).toMatchObject({ thread_id: one.threadId, run_count: 2, live_run_id: null });
    });

    it.each([
      [401, "auth_failed"],
      [500, "turn_failed"],
    ] as const)("says what a %d of the vendor means", async (status, _code) => {
      stack.model.play(`status${status}`, [[{ status }]]);
      const session = await stack.session(vendor, FREE);
      const run = await stack.settled(await stack.prompt(session.id, `#status${status}`));
      expect(run.status).toBe("failed");
      expect(run.detail?.length).toBeGreaterThan(10);
    });

    it("knows what the folder's own file of instructions says", async () => {
      writeFileSync(
        join(stack.folder, vendor === "codex" ? "AGENTS.md" : "CLAUDE.md"),
        "The lighthouse keeper is Ada.\n",
      );
      stack.model.play("instructed", [[{ say: "I know." }]]);
      const session = await stack.session(vendor, FREE);
      await stack.settled(await stack.prompt(session.id, "#instructed"));
      expect(JSON.stringify((await stack.model.asked("instructed")).body)).toContain("The lighthouse keeper is Ada.");
    });

    it("takes one prompt at a time", async () => {
      stack.model.play("wait", [[{ hang: true }, { say: "At last." }]]);
      const session = await stack.session(vendor, FREE);
      const runId = await stack.prompt(session.id, "#wait");
      const second = await stack.post<{ type: string }>(`/api/sessions/${session.id}/prompt`, { prompt: "me too" });
      expect(second).toMatchObject({ status: 409, body: { type: "urn:codex-toolloop:session_busy" } });
      await stack.model.asked("wait");
      stack.model.release("wait");
      expect(saidBy(await stack.settled(runId).then(() => stack.events(runId)))).toEqual(["At last."]);
    });
  },
);
