import { type ControlLine, Decision, type EventInput, type RunMeta } from "@codex-toolloop/protocol";
import type { Runner, TurnRequest, TurnResult } from "@codex-toolloop/runners";
import type { RunWriter } from "@codex-toolloop/store";
import { approvalDesk } from "./approval-desk.ts";
import { prefixedSink } from "./prefixed-ids.ts";
import { turnSink } from "./turn-sink.ts";

export interface AgentTurn {
  runner: Runner;
  request: TurnRequest;
  writer: Pick<RunWriter, "appendRecord">;
  emit(event: EventInput): void;
  /** Takes what meta.json says of the turn: thread, model, usage, iteration, approvals that wait, grants. */
  writeMeta(patch: Partial<RunMeta>): void;
  /** The step that takes the turn, in a workflow. */
  stepId?: string | undefined;
  /** Before every id of the turn (`prompt`, `steer-1`, the vendor's own), where a run takes several turns. */
  idPrefix?: string | undefined;
}

export interface TakenTurn {
  result: TurnResult;
  /** The request that a person answered with `cancel`. */
  cancelled?: { title: string; by: string } | undefined;
}

export interface LiveTurn {
  /** Rejects with StoreError where the disk refused; the agent has ended then, too. */
  readonly ended: Promise<TakenTurn>;
  /** Hands on what a person said. A decision that came twice, or too late, is passed over; `stop` is the signal's. */
  control(line: ControlLine): void;
  /** True where the turn waits for this decision. */
  asks(approvalId: string): boolean;
}

/**
 * Takes one turn of an agent: the prompt as the transcript's first item, then what the adapter tells, until nothing of the
 * agent is left. What still waits for a decision then is resolved as `cancel`, so that nobody waits for it.
 */
export function takeAgentTurn(turn: AgentTurn): LiveTurn {
  const { runner, request, idPrefix = "" } = turn;
  const desk = approvalDesk();
  const cut = new AbortController();
  let failure: { error: unknown } | undefined;
  let ended = false;
  let steers = 0;
  const writing = turnSink({
    ...turn,
    vendor: runner.type,
    desk,
    asksPeople: runner.type !== "replay",
    onFailure(error) {
      failure = { error };
      cut.abort("stop_requested");
    },
  });
  const sink = prefixedSink(writing, idPrefix);
  const say = (id: string, text: string) =>
    sink.emit({
      type: "item.finished",
      itemId: id,
      item: { kind: "message", role: "user", text, status: "completed" },
    });

  say("prompt", request.prompt);
  const running = runner.takeTurn({ ...request, signal: AbortSignal.any([request.signal, cut.signal]) }, sink);
  const finish = (result: TurnResult): TakenTurn => {
    ended = true;
    for (const approvalId of desk.open())
      writing.emit({ type: "approval.resolved", approvalId, decision: "cancel", by: "system" });
    if (result.threadId !== undefined) sink.thread(result.threadId);
    if (result.usage) sink.usage(result.usage);
    sink.flush();
    if (failure) throw failure.error;
    return { result, cancelled: desk.cancelled() };
  };
  return {
    ended: running.ended.then(finish),
    asks: (approvalId) => !ended && desk.open().includes(approvalId),
    control(line) {
      if (ended || line.type === "stop") return;
      const { by } = line;
      if (line.type === "steer") {
        say(`steer-${++steers}`, line.text);
        return running.control({ type: "steer", text: line.text, by });
      }
      const decision = Decision.safeParse(line.decision);
      if (!decision.success || decision.data === "push_back") return;
      const answer = { decision: decision.data, by, comment: line.comment };
      if (!desk.answer(line.approvalId, answer)) return;
      running.control({ type: "approval", approvalId: line.approvalId.slice(idPrefix.length), ...answer });
    },
  };
}
