import type { ControlLine, EventInput } from "@codex-toolloop/protocol";
import type { LiveTurn } from "./take-agent-turn.ts";

type Steer = Extract<ControlLine, { type: "steer" }>;

export interface SteeringWorld {
  /** The turns that run, oldest first. */
  live(): { stepId: string; turn: LiveTurn }[];
  emit(event: EventInput): void;
}

/** More texts than this do not wait for an agent. */
const KEPT_MAX = 20;

/**
 * Texts for agents at work. One goes to the turn that runs; where several run to the one that began last; where none does it
 * waits for the next. Which one it went to is said where a person could not know.
 */
export function steering({ live, emit }: SteeringWorld) {
  const kept: Steer[] = [];
  const tell = (message: string, stepId?: string) =>
    emit({ type: "notice", level: "info", code: "steered", message, ...(stepId === undefined ? {} : { stepId }) });
  return {
    say(line: Steer): void {
      const running = live();
      const newest = running.at(-1);
      if (newest) {
        const message = `${running.length} agents work now: the one that began last was told, in "${newest.stepId}".`;
        if (running.length > 1) tell(message, newest.stepId);
        newest.turn.control(line);
      } else if (kept.length < KEPT_MAX) {
        kept.push(line);
        tell("No agent works now: the next one that begins is told.");
      } else tell("No agent works now, and too many texts wait already: this one is lost.");
    },
    /** A turn has begun: it is told what waits. */
    began(turn: LiveTurn): void {
      for (const line of kept.splice(0)) turn.control(line);
    },
  };
}
