import type { TalkEnd } from "@codex-toolloop/process";
import { dropNulls } from "@codex-toolloop/protocol";
import type { TurnResult } from "../contract.ts";
import { failureOf } from "./map/failure.ts";
import type { Outcome, TurnState } from "./map/turn-state.ts";

/** Codex answered a request of ours with an error. */
export class RequestRefused extends Error {}

/** What it means that our own part threw, that codex refused a request, or that its process ended before the turn did. */
export function gaveUp(why: unknown): Outcome {
  if (isEnd(why)) return { status: "failed", ...ended(why) };
  const message = why instanceof Error ? why.message : String(why);
  if (why instanceof RequestRefused) {
    if (/no rollout|thread.*not found|not found.*thread/i.test(message))
      return failed(
        "thread_missing",
        `Codex does not have this conversation (any more): begin a new session. ${message}`,
      );
    return { status: "failed", ...failureOf({ message }) };
  }
  const code = why instanceof Error && "code" in why ? why.code : undefined;
  if (code === "ENOSPC" || code === "EDQUOT") return failed("disk_full", `The disk is full: ${message}`);
  return failed("turn_failed", message);
}

/**
 * The result of a turn that ended like this.
 * @param schema that the answer was to fit, as the caller gave it; undefined: free text.
 */
export function resultOf(state: TurnState, outcome: Outcome, schema: unknown): TurnResult {
  const { threadId, usage, message } = state;
  return {
    status: outcome.status,
    ...(outcome.status === "failed" ? { code: outcome.code, error: outcome.error } : {}),
    ...(threadId === undefined ? {} : { threadId }),
    ...(usage === undefined ? {} : { usage }),
    ...(message === undefined ? {} : { message }),
    ...(schema !== undefined && outcome.status === "completed" ? { output: dropNulls(parsed(message), schema) } : {}),
  };
}

const failed = (code: string, error: string): Outcome => ({ status: "failed", code, error });
const isEnd = (why: unknown): why is TalkEnd => typeof why === "object" && why !== null && "exitCode" in why;

function ended(end: TalkEnd): { code: string; error: string } {
  if (end.spawnError !== undefined) return { code: "spawn_error", error: end.spawnError };
  const how = end.signal === null ? `with exit code ${end.exitCode}` : `by ${end.signal}`;
  const words = end.stderr.trim().split("\n").slice(-3).join(" ").slice(-600);
  return { code: "agent_gone", error: `Codex ended before its turn did, ${how}${words === "" ? "." : `: ${words}`}` };
}

function parsed(message: string | undefined): unknown {
  try {
    return message === undefined ? undefined : JSON.parse(message);
  } catch {
    return undefined;
  }
}
