import type { Item, Usage } from "@codex-toolloop/protocol";
import type { StepContext } from "../../engine/engine-step.ts";
import { paced } from "./paced.ts";

const TASKS = ["Read the code (tour)", "Make the change (tour)", "Check the result (tour)"];
const DIFF = `--- a/tour/greeting.ts
+++ b/tour/greeting.ts
@@ -1,4 +1,5 @@
 export function greeting(name: string): string {
-  return "Hello " + name;
+  const who = name.trim() || "stranger";
+  return \`Hello, \${who}!\`;
 }
 
`;
const ADDED = `--- /dev/null
+++ b/tour/greeting.test.ts
@@ -0,0 +1,3 @@
+import { greeting } from "./greeting.ts";
+
+test("greets a stranger", () => expect(greeting(" ")).toBe("Hello, stranger!"));
`;

/** A turn as an agent takes one, made up: plan, reasoning, search, tool, change, approval, usage, an error item. */
export async function agentTurn(context: StepContext): Promise<unknown> {
  const { item, rest, stream, working } = paced(context);
  const turnId = `${context.stepId}.turn`;
  context.emit({ type: "turn.started", turnId });
  await stream({
    kind: "reasoning",
    text: "Tour: this is reasoning, collapsed once it is finished. An agent would think here about the files it has read and about what to do next.",
  });
  const plan = planItem(context);
  plan.show(0);
  context.emit({ type: "iteration.started", iteration: 1, max: 2 });
  await working(
    { kind: "web_search", query: "tour: how to greet a stranger politely" },
    {
      kind: "web_search",
      query: "tour: how to greet a stranger politely",
      results: [{ title: "An imaginary page", url: "https://example.com/tour" }],
    },
    1500,
  );
  const read = { kind: "tool_call", server: "tour", tool: "read_file", input: { path: "tour/greeting.ts" } } as const;
  await working(read, { ...read, result: { lines: 4, note: "made up for the tour" }, durationMs: 42 }, 1800);
  usage(context, { inputTokens: 1800, outputTokens: 240, reasoningTokens: 90, totalTokens: 2130, costUsd: 0.004 });
  plan.show(1);
  await rest(700);
  await askApproval(context, rest);
  const change: Item = {
    kind: "file_change",
    changes: [
      { path: "tour/greeting.ts", change: "update", diff: DIFF },
      { path: "tour/greeting.test.ts", change: "add", diff: ADDED },
    ],
  };
  await working(change, change, 1200);
  context.emit({ type: "diff.updated", diff: DIFF + ADDED, files: 2 });
  plan.show(2);
  context.emit({ type: "iteration.started", iteration: 2, max: 2 });
  const failed = { kind: "tool_call", server: "tour", tool: "run_tests", input: { filter: "greeting" } } as const;
  await working(failed, { ...failed, error: "Tour: a tool call that failed, on purpose", status: "failed" }, 1500);
  item({ kind: "error", message: "Tour: an error item looks like this. Nothing is wrong.", status: "failed" });
  await rest(700);
  await streamOutput(context, rest);
  usage(context, { inputTokens: 3900, cachedInputTokens: 1800, outputTokens: 510, totalTokens: 4410, costUsd: 0.009 });
  plan.show(3);
  await stream({
    kind: "message",
    role: "assistant",
    text: "Done. A real agent would now say what it changed and why:\n\n- `tour/greeting.ts` greets strangers politely\n- `tour/greeting.test.ts` is new\n\nNone of these files exists: this was the tour.",
  });
  context.emit({ type: "turn.finished", turnId, status: "completed", usage: { totalTokens: 4410, costUsd: 0.009 } });
  return { tour: true, files: ["tour/greeting.ts", "tour/greeting.test.ts"] };
}

/** A checklist that is updated in place; `show(3)` is all done. */
function planItem(context: StepContext) {
  const itemId = `${context.stepId}.plan`;
  return {
    show(done: number) {
      const steps = TASKS.map((text, i) => ({
        text,
        status: i < done ? ("completed" as const) : i === done ? ("in_progress" as const) : ("pending" as const),
      }));
      const type = done === 0 ? "item.started" : done === TASKS.length ? "item.finished" : "item.updated";
      const status = done === TASKS.length ? "completed" : "in_progress";
      context.emit({ type, itemId, item: { kind: "plan", steps, status } });
    },
  };
}

async function askApproval(context: StepContext, rest: (ms: number) => Promise<void>) {
  const approvalId = `${context.stepId}.approval`;
  context.emit({
    type: "approval.requested",
    approvalId,
    title: "Tour: may the agent change 2 files?",
    detail: "This is a demonstration. It approves itself in a moment, and there is nothing to change.",
    decisions: ["approve", "decline"],
  });
  await rest(3000);
  context.emit({ type: "approval.resolved", approvalId, decision: "approve", by: "the tour itself" });
}

/** An agent's command has its output in its item, not in output.log. */
async function streamOutput(context: StepContext, rest: (ms: number) => Promise<void>) {
  const itemId = `${context.stepId}.command`;
  const command = { kind: "command", command: "tour: an agent's imaginary test command" } as const;
  context.emit({ type: "item.started", itemId, item: { ...command, status: "in_progress" } });
  let output = "";
  for (const name of ["greets by name", "greets a stranger", "keeps spaces inside"]) {
    const delta = `\u001b[32m✓\u001b[0m ${name}\n`;
    output += delta;
    context.emit({ type: "item.delta", itemId, field: "output", delta });
    await rest(500);
  }
  const item: Item = { ...command, output, exitCode: 0, durationMs: 1500, status: "completed" };
  context.emit({ type: "item.finished", itemId, item });
}

function usage(context: StepContext, used: Usage) {
  context.emit({ type: "usage.updated", usage: { contextWindow: 200_000, ...used } });
}
