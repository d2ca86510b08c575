import type { AgentOptions, ToolKind } from "@codex-toolloop/protocol";
import { z } from "zod";
import type { Approvals } from "./approvals.ts";
import { judge, type Verdict } from "./policy.ts";
import { placeOf } from "./where-is.ts";

/** What the SDK wants to hear: its `PermissionResult`. */
export type Permission =
  | { behavior: "allow"; updatedInput: Record<string, unknown> }
  | { behavior: "deny"; message: string; interrupt?: boolean };

const Asked = z.looseObject({
  signal: z.instanceof(AbortSignal),
  toolUseID: z.string().catch("tool"),
  decisionReason: z.string().optional().catch(undefined),
});
/** The tools Agent and Task; whatever it names, a subagent elsewhere is more than one beside us. */
const Isolated = z.looseObject({ isolation: z.unknown().refine((how) => how !== undefined && how !== null) });
const Hooked = z.looseObject({ tool_name: z.string(), tool_input: z.unknown() });

/** Our reason when the hook makes Claude ask; not worth showing to a person. */
const OURS = "codex-toolloop decides";

/**
 * Permissions of one turn. Claude calls `canUseTool` only for what it would ask about itself, so a hook before every tool
 * makes it ask about the rest that our policy does not simply allow.
 */
export function createPermissions(of: {
  cwd: string;
  options: AgentOptions;
  tools?: readonly ToolKind[] | undefined;
  approvals: Approvals;
  onCancel(): void;
}) {
  const rules = { ...of.options, tools: of.tools };
  const verdict = (tool: string, input: unknown): Verdict =>
    judge(rules, { tool, place: placeOf(of.cwd, tool, input), isolated: Isolated.safeParse(input).success });
  return {
    /** The SDK's `PreToolUse` hook: never throws, since a hook that fails lets the call through. */
    async beforeTool(input: unknown): Promise<object> {
      const ask = {
        hookSpecificOutput: {
          hookEventName: "PreToolUse",
          permissionDecision: "ask",
          permissionDecisionReason: OURS,
        },
      };
      const hooked = Hooked.safeParse(input);
      if (!hooked.success) return ask;
      const { verdict: said, unlessHarmless } = verdict(hooked.data.tool_name, hooked.data.tool_input);
      return said === "allow" || unlessHarmless ? {} : ask;
    },

    /** The SDK's `canUseTool`. */
    async canUseTool(tool: string, input: Record<string, unknown>, asked: unknown): Promise<Permission> {
      const { signal, toolUseID, decisionReason } = Asked.parse(asked);
      const said = verdict(tool, input);
      if (said.verdict === "allow") return { behavior: "allow", updatedInput: input };
      if (said.verdict === "deny") return { behavior: "deny", message: said.why };
      const reason = decisionReason === OURS ? undefined : decisionReason;
      const { decision, comment } = await of.approvals.ask({ tool, input, itemId: toolUseID, reason }, signal);
      switch (decision) {
        case "approve":
        case "approve_for_session":
          return { behavior: "allow", updatedInput: input };
        case "decline":
          return { behavior: "deny", message: `The user declined this.${comment ? ` They say: ${comment}` : ""}` };
        case "cancel":
          // Claude took the question back (the subagent that asked was stopped, say): its turn goes on.
          if (signal.aborted) return { behavior: "deny", message: "The question was taken back." };
          of.onCancel();
          return { behavior: "deny", message: "The user stopped the turn.", interrupt: true };
      }
    },
  };
}
