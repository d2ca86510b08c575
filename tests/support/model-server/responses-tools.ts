import { randomUUID } from "node:crypto";
import type { ToolStep } from "./wire.ts";

type Tool = { type?: string; name?: string; tools?: Tool[] };

/**
 * How the request wants tools called: `direct` (a function or custom call each), or `code`: the newer models get one tool
 * `exec` in the namespace `functions` that runs JavaScript with the tools as functions.
 */
export type Offer = { form: "direct"; names: ReadonlySet<string> } | { form: "code" };

/** Reads the offer from a request: `tools`, or the `additional_tools` item of the newer models. */
export function offeredTools(body: unknown): Offer {
  const { tools = [], input = [] } = (body ?? {}) as { tools?: Tool[]; input?: Tool[] };
  const all = [...tools, ...input.filter((i) => i.type === "additional_tools").flatMap((i) => i.tools ?? [])];
  const functions = all.find((t) => t.type === "namespace" && t.name === "functions");
  if (functions?.tools?.some((t) => t.name === "exec")) return { form: "code" };
  return { form: "direct", names: new Set(all.map((t) => t.name ?? "")) };
}

/** The output item that calls the vendor's tool for a step. @throws where this client offers no such tool. */
export function callItem(step: ToolStep, offer: Offer): Record<string, unknown> {
  const id = randomUUID().replaceAll("-", "").slice(0, 24);
  const call_id = `call_${id}`;
  const { name, input } = toolOf(step);
  if (offer.form === "code")
    return {
      type: "custom_tool_call",
      id: `ctc_${id}`,
      call_id,
      namespace: "functions",
      name: "exec",
      input: `text(await tools.${name}(${JSON.stringify(input)}));`,
    };
  if (!offer.names.has(name)) throw new Error(`the client offers no tool ${name}`);
  if (typeof input === "string") return { type: "custom_tool_call", id: `ctc_${id}`, call_id, name, input };
  return { type: "function_call", id: `fc_${id}`, call_id, name, arguments: JSON.stringify(input) };
}

function toolOf(step: ToolStep): { name: string; input: unknown } {
  if ("shell" in step) {
    const outside = { sandbox_permissions: "require_escalated", justification: step.escalate };
    return { name: "exec_command", input: { cmd: step.shell, ...(step.escalate ? outside : {}) } };
  }
  if ("tool" in step) return { name: step.tool, input: step.input };
  if ("plan" in step)
    return {
      name: "update_plan",
      input: { plan: step.plan.map(({ text, status }) => ({ step: text, status })) },
    };
  const lines = step.write.content.replace(/\n$/, "").split("\n");
  const added = lines.map((line) => `+${line}\n`).join("");
  return { name: "apply_patch", input: `*** Begin Patch\n*** Add File: ${step.write.path}\n${added}*** End Patch\n` };
}
