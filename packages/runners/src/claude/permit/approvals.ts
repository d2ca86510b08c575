import { createHash } from "node:crypto";
import type {} from "@codex-toolloop/protocol";
import { z } from "zod";
import type { AgentDecision, TurnSink } from "../../contract.ts";
import { reachOf } from "./tools.ts";

export interface Question {
  tool: string;
  input: unknown;
  /** The tool call that waits. */
  itemId: string;
  /** Claude's own reason for asking, where it says one. */
  reason?: string | undefined;
}

export interface Answer {
  decision: AgentDecision;
  by: string;
  comment?: string | undefined;
}

const GRANT_MAX = 900;
const text = z.string().optional().catch(undefined);
const Input = z.looseObject({
  command: text,
  description: text,
  file_path: text,
  notebook_path: text,
  path: text,
  url: text,
  content: text,
  old_string: text,
  new_string: text,
});

/** What a person is asked, in words. */
export function describeQuestion({ tool, input, reason }: Question): { title: string; detail?: string } {
  const said = Input.safeParse(input).data;
  const path = said?.file_path ?? said?.notebook_path ?? said?.path;
  const lines: string[] = [];
  switch (reachOf(tool)) {
    case "shell":
      lines.push(said?.command ?? "", ...(said?.description ? [`# ${said.description}`] : []));
      break;
    case "edit":
      lines.push(path ?? "");
      if (said?.old_string !== undefined)
        lines.push(...marked("-", said.old_string), ...marked("+", said.new_string ?? ""));
      else if (said?.content !== undefined) lines.push(...marked("+", said.content));
      break;
    case "web":
      lines.push(said?.url ?? "");
      break;
    default:
      lines.push(path ?? JSON.stringify(input ?? {}, null, 1));
  }
  if (reason) lines.push("", reason);
  const detail = lines.join("\n").trim();
  return { title: titleOf(tool), ...(detail === "" ? {} : { detail }) };
}

const marked = (mark: string, part: string) =>
  part === ""
    ? []
    : part
        .replace(/\n$/, "")
        .split("\n")
        .map((line) => `${mark}${line}`);

function titleOf(tool: string): string {
  switch (reachOf(tool)) {
    case "shell":
      return "Run this command?";
    case "edit":
      return tool === "Write" ? "Write this file?" : "Change this file?";
    case "read":
      return "Read outside of the folder?";
    case "web":
      return "Fetch this web page?";
    default:
      return `Use the tool ${tool}?`;
  }
}

/**
 * What an approval for the session covers: the same command, the same file, the same host, or the same tool, and nothing
 * wider. Equal keys are the same thing.
 */
export function grantKeyOf({ tool, input }: Pick<Question, "tool" | "input">): string {
  const said = Input.safeParse(input).data;
  const path = said?.file_path ?? said?.notebook_path ?? said?.path;
  switch (reachOf(tool)) {
    case "shell":
      return key("claude:command", said?.command ?? JSON.stringify(input));
    case "edit":
      return key("claude:edit", path ?? "");
    case "read":
      return key("claude:read", path ?? JSON.stringify(input));
    case "web":
      return key("claude:web", hostOf(said?.url ?? ""));
    default:
      return key("claude:tool", tool);
  }
}

function key(kind: string, what: string): string {
  const whole = `${kind}:${what}`;
  if (whole.length <= GRANT_MAX) return whole;
  return `${kind}:sha256:${createHash("sha256").update(what).digest("hex")}`;
}

const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).host : url);

/** The questions of one turn: who asks waits until a person answers, the session's grants do, or the turn is over. */
export interface Approvals {
  ask(question: Question, gone: AbortSignal): Promise<Answer>;
  /** A person's answer. False where nothing waits under this id. */
  answer(approvalId: string, answer: Answer): boolean;
  /** The turn is over: what waits is answered with `cancel`. */
  close(): void;
}

export function createApprovals(sink: Pick<TurnSink, "emit">, granted: readonly string[]): Approvals {
  const grants = new Set(granted);
  const waiting = new Map<string, (answer: Answer) => void>();
  let asked = 0;
  let closed = false;
  return {
    ask(question, gone) {
      const grantKey = grantKeyOf(question);
      const isGranted = grants.has(grantKey);
      if (!isGranted && (closed || gone.aborted)) return Promise.resolve({ decision: "cancel", by: "system" });
      const approvalId = `claude-${++asked}`;
      sink.emit({
        type: "approval.requested",
        approvalId,
        itemId: question.itemId,
        ...describeQuestion(question),
        decisions: ["approve", "approve_for_session", "decline", "cancel"],
        grantKey,
      });
      return new Promise((resolve) => {
        const settle = (answer: Answer) => {
          if (!waiting.delete(approvalId)) return;
          gone.removeEventListener("abort", onGone);
          if (answer.decision === "approve_for_session") grants.add(grantKey);
          const { decision, by, comment } = answer;
          sink.emit({ type: "approval.resolved", approvalId, decision, by, ...(comment ? { comment } : {}) });
          resolve(answer);
        };
        const onGone = () => settle({ decision: "cancel", by: "system" });
        waiting.set(approvalId, settle);
        gone.addEventListener("abort", onGone, { once: true });
        if (isGranted) settle({ decision: "approve_for_session", by: "session" });
      });
    },
    answer(approvalId, answer) {
      const settle = waiting.get(approvalId);
      settle?.(answer);
      return settle !== undefined;
    },
    close() {
      closed = true;
      for (const settle of [...waiting.values()]) settle({ decision: "cancel", by: "system" });
    },
  };
}
