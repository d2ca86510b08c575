import { randomUUID } from "node:crypto";
import type { TurnRequest, TurnResult, TurnSink } from "../contract.ts";
import { createMapState, mapMessage, type Outcome } from "./map/map-message.ts";
import { finishTurn } from "./map/map-result.ts";
import { usageSoFar } from "./map/map-state.ts";

/** The story of one turn: Claude's messages go in, events and the result come out. The same for both ways to run Claude. */
export interface TurnStory {
  /** Takes one message of Claude's, verbatim. @returns how it ends what we said, where it is a result. */
  take(message: unknown): Outcome | undefined;
  /** Ends the story; `problem` is what went wrong beside the outcome that Claude told. */
  end(problem?: { error: string; code: string }): TurnResult;
  /** How many subagents work in the background. */
  agents(): number;
  /** Whether Claude said anything yet. */
  began(): boolean;
  /** A person ended the turn: whatever Claude says of it, it was interrupted. */
  interrupted(): void;
  notice(level: "info" | "warning", code: string, message: string): void;
}

export function createStory(request: TurnRequest, sink: TurnSink): TurnStory {
  const { cwd, threadId, options } = request;
  const state = createMapState({
    turnId: randomUUID(),
    cwd,
    maxTurns: options.maxTurns,
    resumed: threadId !== undefined,
  });
  let outcome: Outcome | undefined;
  let isInterrupted = false;
  let began = false;
  return {
    take(message) {
      began = true;
      sink.raw("<", message);
      const { events, calls, threadId: thread, model, outcome: said } = mapMessage(state, message);
      if (thread !== undefined) sink.thread(thread);
      if (model !== undefined) sink.model(model);
      for (const call of calls) sink.toolCall(call);
      for (const event of events) sink.emit(event);
      outcome = said ?? outcome;
      return said;
    },
    end(problem) {
      const interrupted = isInterrupted || request.signal.aborted || outcome?.status === "interrupted";
      // What Claude told of its failure says more than how its process ended.
      const failed = outcome?.status === "failed" ? outcome : problem;
      const status = interrupted ? "interrupted" : failed || !outcome ? "failed" : "completed";
      const error = status === "failed" ? (failed?.error ?? "Claude ended without a result.") : undefined;
      for (const event of finishTurn(state, { status, error })) sink.emit(event);
      return {
        status,
        error,
        code: status === "failed" ? (failed?.code ?? "turn_failed") : undefined,
        threadId: state.threadId,
        usage: usageSoFar(state),
        message: outcome?.text ?? state.lastText,
        output: status === "completed" ? outcome?.output : undefined,
      };
    },
    began: () => began,
    agents: () => state.agents,
    interrupted() {
      isInterrupted = true;
    },
    notice(level, code, message) {
      sink.emit({ type: "notice", level, code, message });
    },
  };
}
