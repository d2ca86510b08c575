import { randomUUID } from "node:crypto";
import type { TurnRequest, TurnResult, TurnSink } from "../contract.ts";
import { reachedByCommands, sayReached, toolsPartial } from "../tool-limits.ts";
import { createMapState, mapMessage, type Outcome } from "./map/map-message.ts";
import { finishTurn } from "./map/map-result.ts";
import { type MapState, usageSoFar } from "./map/map-state.ts";

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
  /** Tells what an allowlist of tools cannot withhold. */
  tools(): void;
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
      const code = status === "failed" ? (failed?.code ?? "turn_failed") : undefined;
      // An answer that never fitted its schema is one all the same: whoever asked wants to see it.
      const unfit = code === "output_invalid" ? lastAnswer(state) : undefined;
      return {
        status,
        error,
        code,
        threadId: state.threadId,
        usage: usageSoFar(state),
        message: unfit === undefined ? (outcome?.text ?? state.lastText) : JSON.stringify(unfit),
        output: status === "completed" ? outcome?.output : unfit,
      };
    },
    began: () => began,
    agents: () => state.agents,
    interrupted() {
      isInterrupted = true;
    },
    tools() {
      // A read-only run has no commands at all.
      if (!request.tools || options.sandbox === "read-only") return;
      const reached = reachedByCommands(request.tools, options.sandbox);
      for (const notice of toolsPartial(sayReached(reached))) sink.emit(notice);
    },
    notice(level, code, message) {
      sink.emit({ type: "notice", level, code, message });
    },
  };
}

/** What Claude last gave to the tool by which it answers in a schema. */
function lastAnswer(state: MapState): unknown {
  return [...state.tools.values()].findLast(({ name }) => name === "StructuredOutput")?.input;
}
