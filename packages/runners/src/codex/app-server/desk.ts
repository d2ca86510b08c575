import type { AgentOptions, ToolKind } from "@codex-toolloop/protocol";
import { z } from "zod";
import type { AgentDecision, TurnControl, TurnSink } from "../../contract.ts";
import { noticeOnce, type TurnState } from "../map/turn-state.ts";
import { tell } from "../tell.ts";
import { type Approval, approvalOf } from "./approvals.ts";
import type { Connection, ServerRequest } from "./connection.ts";

export interface DeskSpec {
  state: TurnState;
  sink: TurnSink;
  options: AgentOptions;
  grants: readonly string[];
  /** Kinds of tools that the step may not use: what asks for more of them is declined. */
  declined: readonly ToolKind[];
  connection: Connection;
  /** Ends the turn where codex does not do so itself. */
  interrupt(): void;
  /** Says something to the running turn. */
  steer(text: string): void;
}

const Resolved = z.looseObject({
  method: z.literal("serverRequest/resolved"),
  params: z.looseObject({ requestId: z.union([z.string(), z.number()]) }),
});

/** The kind of tool that a request is about. */
const KINDS: Record<string, ToolKind> = {
  "item/commandExecution/requestApproval": "shell",
  "item/permissions/requestApproval": "shell",
  "item/fileChange/requestApproval": "edit",
};

/** Where codex's requests wait for a person, and where decisions come in. */
export interface Desk {
  take(request: ServerRequest): void;
  decide(control: Extract<TurnControl, { type: "approval" }>): void;
  /** Codex says by itself that a request is settled (a turn that was interrupted, say). */
  hear(message: unknown): void;
  /** The turn is over: nothing can be decided any more. */
  close(): void;
}

/** Opens the desk of one turn. */
export function openDesk(spec: DeskSpec): Desk {
  const { state, sink } = spec;
  const granted = new Set(spec.grants);
  const pending = new Map<string, { approval: Approval; id: string | number }>();

  function resolve(
    id: string | number,
    approval: Approval,
    decision: AgentDecision,
    by: string,
    comment?: string,
  ): void {
    pending.delete(approval.approvalId);
    tell(sink, [
      {
        type: "approval.resolved",
        approvalId: approval.approvalId,
        decision,
        by,
        ...(comment === undefined ? {} : { comment }),
      },
    ]);
    spec.connection.answer(id, approval.answer(decision));
    if (decision === "cancel" && !approval.cancelEndsTurn) spec.interrupt();
  }

  /** Nobody needs to decide any more. */
  function withdraw({ approvalId }: Approval, by: string): void {
    pending.delete(approvalId);
    tell(sink, [{ type: "approval.resolved", approvalId, decision: "cancel", by }]);
  }

  return {
    take({ id, method, params }) {
      const approval = approvalOf(id, method, params, { state, options: spec.options });
      if (!approval) return declineUnknown(spec, { id, method, params });
      const kind = KINDS[method];
      if (kind && spec.declined.includes(kind)) return declineWithheld(spec, id, approval);
      tell(sink, [approval.requested]);
      const { grantKey } = approval.requested;
      if (grantKey !== undefined && granted.has(grantKey)) return resolve(id, approval, "approve", "session");
      pending.set(approval.approvalId, { approval, id });
    },
    decide({ approvalId, decision, by, comment }) {
      const waiting = pending.get(approvalId);
      if (!waiting) {
        const message = `Nothing waits for the decision on ${approvalId} (any more): it was passed over.`;
        return tell(sink, [{ type: "notice", level: "warning", code: "approval_not_pending", message }]);
      }
      const { grantKey } = waiting.approval.requested;
      if (decision === "approve_for_session" && grantKey !== undefined) granted.add(grantKey);
      resolve(waiting.id, waiting.approval, decision, by, comment);
      // A person who says no and why wants the agent to know why.
      if (decision === "decline" && comment) spec.steer(comment);
    },
    hear(message) {
      const { requestId } = Resolved.safeParse(message).data?.params ?? {};
      for (const { approval, id } of [...pending.values()]) if (id === requestId) withdraw(approval, "codex");
    },
    close() {
      for (const { approval } of [...pending.values()]) withdraw(approval, "the end of the turn");
    },
  };
}

/** What asks for something that a step's tools leave out is no question to a person. */
function declineWithheld({ connection, sink, state }: DeskSpec, id: string | number, approval: Approval): void {
  const { title, detail } = approval.requested;
  const what = [title, detail?.split("\n")[0]].filter(Boolean).join(" ");
  tell(sink, noticeOnce(state, "tool_refused", `Refused, since this step has no such tool: ${what}`, "warning"));
  connection.answer(id, approval.answer("decline"));
}

/** Requests that no person is asked about here: answered so that the agent can go on, and told. */
function declineUnknown({ connection, sink, state }: DeskSpec, { id, method }: ServerRequest): void {
  let message = `Codex asked for something that is not offered here: ${method}.`;
  if (method === "item/tool/requestUserInput") {
    connection.answer(id, { answers: {} });
    message = "The agent asked a question with a form, which cannot be answered here: it goes on by its own judgment.";
  } else if (method === "mcpServer/elicitation/request") {
    connection.answer(id, { action: "decline", content: null, _meta: null });
    message = "An MCP server asked for input, which cannot be given here: it was declined.";
  } else connection.refuse(id, "codex-toolloop does not offer this");
  tell(sink, noticeOnce(state, "request_declined", message, "warning"));
}
