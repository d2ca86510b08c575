import { createHash } from "node:crypto";
import type { AgentOptions, EventOf, Item } from "@codex-toolloop/protocol";
import { z } from "zod";
import type { AgentDecision } from "../../contract.ts";
import { readableCommand } from "../map/readable-command.ts";
import type { TurnState } from "../map/turn-state.ts";

/** A request of codex that a person is to decide. */
export interface Approval {
  approvalId: string;
  requested: Omit<EventOf<"approval.requested">, "v" | "runId" | "seq" | "at" | "spilled">;
  /** What to answer codex. */
  answer(decision: AgentDecision): unknown;
  /** Whether codex ends the turn itself on `cancel`; otherwise we interrupt it. */
  cancelEndsTurn: boolean;
}

/** What surrounds a request: a grant holds for the same thing under the same rules only. */
export interface ApprovalContext {
  state: TurnState;
  options: Pick<AgentOptions, "sandbox" | "approvalPolicy">;
}

const text = z.string().nullish();
const Command = z.looseObject({
  itemId: z.string(),
  command: text,
  cwd: text,
  reason: text,
  kind: text,
  networkApprovalContext: z.looseObject({ host: z.string(), protocol: z.string().optional() }).nullish(),
  additionalPermissions: z.unknown().optional(),
});
const Files = z.looseObject({ itemId: z.string(), reason: text, grantRoot: text });
const Permissions = z.looseObject({
  itemId: z.string(),
  cwd: text,
  reason: text,
  permissions: z.record(z.string(), z.unknown()),
});
const Elicitation = z.looseObject({
  serverName: z.string(),
  mode: z.literal("form"),
  message: z.string(),
  _meta: z.unknown().optional(),
  requestedSchema: z.looseObject({ properties: z.record(z.string(), z.unknown()).optional() }).nullish(),
});

const DECISIONS: AgentDecision[] = ["approve", "approve_for_session", "decline", "cancel"];
const WORDS = { approve: "accept", approve_for_session: "acceptForSession", decline: "decline", cancel: "cancel" };
const inWords = (decision: AgentDecision) => ({ decision: WORDS[decision] });

/** What a request of the app server asks a person; null for one that is none of these, or not of the known form. */
export function approvalOf(
  id: string | number,
  method: string,
  params: unknown,
  context: ApprovalContext,
): Approval | null {
  const made = MAKERS[method]?.(params, context);
  if (!made) return null;
  const { answer = inWords, cancelEndsTurn = true, title, detail, itemId, covers } = made;
  return {
    approvalId: `codex-${id}`,
    answer,
    cancelEndsTurn,
    requested: {
      type: "approval.requested",
      approvalId: `codex-${id}`,
      ...(itemId === undefined ? {} : { itemId }),
      title,
      ...(detail === "" ? {} : { detail }),
      decisions: DECISIONS,
      grantKey: grantKey(covers, context),
    },
  };
}

interface Made {
  title: string;
  detail: string;
  itemId?: string;
  /** What an approval for the session covers. */
  covers: readonly unknown[];
  answer?: (decision: AgentDecision) => unknown;
  cancelEndsTurn?: boolean;
}

const MAKERS: Record<string, (params: unknown, context: ApprovalContext) => Made | null> = {
  "item/commandExecution/requestApproval": (params) => {
    const c = Command.safeParse(params).data;
    if (!c) return null;
    const command = c.command ? readableCommand(c.command) : undefined;
    const host = c.networkApprovalContext?.host;
    const title = host
      ? `Connect to ${host}?`
      : c.kind === "stdin"
        ? "Type into a running command?"
        : "Run this command?";
    const { cwd, reason, additionalPermissions: more } = c;
    return {
      itemId: c.itemId,
      title,
      detail: lines(
        command,
        cwd && `In ${cwd}`,
        reason && `Reason: ${reason}`,
        more ? `It wants: ${JSON.stringify(more)}` : undefined,
      ),
      covers: ["command", host ?? command ?? c.itemId, cwd ?? "", reason ? "outside" : "inside", more ?? ""],
    };
  },
  "item/fileChange/requestApproval": (params, { state }) => {
    const f = Files.safeParse(params).data;
    if (!f) return null;
    const changes = changesOf(state.open.get(f.itemId));
    const files = changes.map((c) => `${c.change} ${c.path}`);
    return {
      itemId: f.itemId,
      title: changes.length === 1 ? `Change ${changes[0]?.path}?` : `Change ${changes.length || "some"} files?`,
      detail: lines(
        ...files,
        f.reason && `Reason: ${f.reason}`,
        f.grantRoot && `It wants to write below ${f.grantRoot}`,
      ),
      covers: ["files", files.length > 0 ? [...files].sort() : f.itemId, f.grantRoot ?? ""],
    };
  },
  "item/permissions/requestApproval": (params) => {
    const p = Permissions.safeParse(params).data;
    if (!p) return null;
    const wanted = Object.fromEntries(Object.entries(p.permissions).filter(([, value]) => value !== null));
    return {
      itemId: p.itemId,
      title: "Give the agent more permissions?",
      detail: lines(JSON.stringify(wanted), p.cwd && `In ${p.cwd}`, p.reason && `Reason: ${p.reason}`),
      covers: ["permissions", wanted, p.cwd ?? ""],
      answer: (decision) => {
        const granted = decision === "approve" || decision === "approve_for_session";
        return { permissions: granted ? wanted : {}, scope: decision === "approve_for_session" ? "session" : "turn" };
      },
      cancelEndsTurn: false,
    };
  },
  "mcpServer/elicitation/request": (params) => {
    const e = Elicitation.safeParse(params).data;
    // A form with fields needs more than a yes or a no.
    if (!e || Object.keys(e.requestedSchema?.properties ?? {}).length > 0) return null;
    return {
      title: e.message,
      detail: lines(`The MCP server ${e.serverName} asks.`, e._meta ? JSON.stringify(e._meta) : undefined),
      covers: ["mcp", e.serverName, e.message, e._meta ?? ""],
      answer: (decision) => ({
        action: decision === "approve" || decision === "approve_for_session" ? "accept" : decision,
        content: decision === "approve" || decision === "approve_for_session" ? {} : null,
        _meta: decision === "approve_for_session" ? { persist: "session" } : null,
      }),
      cancelEndsTurn: false,
    };
  },
};

const lines = (...all: (string | null | undefined | false)[]) => all.filter(Boolean).join("\n");
const changesOf = (item: Item | undefined) => (item?.kind === "file_change" ? item.changes : []);

/** A hash, so that a key is short and holds no secret of a command line. */
function grantKey(covers: readonly unknown[], { options }: ApprovalContext): string {
  const rules = [options.sandbox, options.approvalPolicy];
  const [kind] = covers;
  return `codex:${kind}:${createHash("sha256")
    .update(JSON.stringify([rules, covers]))
    .digest("hex")
    .slice(0, 40)}`;
}
