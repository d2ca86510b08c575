import type { AgentOptions, ToolKind } from "@codex-toolloop/protocol";
import { isWithheld, type Reach, reachOf } from "./tools.ts";

/** Where the path lies that a call names: `protected` is inside, but runs code or steers tools (`.git`, `.claude`, …). */
export type Place = "inside" | "protected" | "outside";

export interface Call {
  tool: string;
  /** Of the path that it reads or edits, by real paths; absent where it names none. */
  place?: Place | undefined;
  /** A subagent in a worktree of its own, or on another machine: it writes, or sends the folder away. */
  isolated?: boolean | undefined;
}

export interface Verdict {
  verdict: "allow" | "ask" | "deny";
  /** For the model, where it is denied. */
  why: string;
  /** A command that Claude itself knows to read only may run unasked. */
  unlessHarmless?: true;
}

type Rules = Pick<AgentOptions, "sandbox" | "approvalPolicy"> & {
  /** The only kinds of tools that the step may use; absent: all. */
  tools?: readonly ToolKind[] | undefined;
};

/**
 * What our words for sandbox and approvals mean for one call of a tool. The answer is ours in every case, never the
 * model's: `deny` is answered by us, `ask` goes to a person.
 *
 * | sandbox | reads inside | reads outside, web | edits inside | edits outside or protected | shell, unknown tools |
 * |---|---|---|---|---|---|
 * | read-only | allow | ask; never: deny | deny | deny | deny |
 * | workspace-write | allow | ask; never: deny | allow; always: ask | ask; never: deny | ask; never: deny |
 * | full-access | allow | allow; always: ask for web | allow; always: ask | allow; always: ask | allow; always: ask |
 *
 * Under `never` a command that Claude asks about is refused: what may run without is up to `osSandbox`.
 */
export function judge(rules: Rules, call: Call): Verdict {
  if (isWithheld(call.tool, rules.tools)) return deny(`This step has no tool ${call.tool}: it is refused.`);
  const reach = call.isolated ? "other" : reachOf(call.tool);
  const inside =
    call.place === undefined || call.place === "inside" || (reach === "read" && call.place === "protected");
  if (reach === "harmless" || (reach === "read" && inside)) return allow;
  if (rules.sandbox === "full-access") return judgeFullAccess(rules, reach);
  if (rules.sandbox === "read-only" && reach !== "read" && reach !== "web")
    return deny(`This run is read-only: ${call.tool} is refused.`);
  if (reach === "edit" && inside) return rules.approvalPolicy === "always" ? ask() : allow;
  if (rules.approvalPolicy === "never") return { ...deny(refusal(call, reach)), ...ifShell(reach) };
  return { ...ask(), ...ifShell(reach) };
}

function judgeFullAccess({ approvalPolicy }: Rules, reach: Reach): Verdict {
  if (approvalPolicy !== "always" || reach === "read") return allow;
  return { ...ask(), ...ifShell(reach) };
}

function refusal({ tool, place }: Call, reach: Reach): string {
  const rule = "and nobody is asked for more (approval policy: never).";
  if (reach === "shell") return `Commands are refused: this run may change its folder only, ${rule}`;
  if (place === "protected") return `${tool} is refused: the path configures tools, ${rule}`;
  if (place === "outside") return `${tool} is refused: the path is outside of this run's folder, ${rule}`;
  return `${tool} is refused: this run may change its folder only, ${rule}`;
}

const allow: Verdict = { verdict: "allow", why: "" };
const ask = (): Verdict => ({ verdict: "ask", why: "" });
const deny = (why: string): Verdict => ({ verdict: "deny", why });
const ifShell = (reach: Reach): Pick<Verdict, "unlessHarmless"> => (reach === "shell" ? { unlessHarmless: true } : {});
