import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { EventInput } from "@codex-toolloop/protocol";
import type { RecordedTurn, RecordedWorkflow } from "@codex-toolloop/runners";
import type { HostTurn } from "@codex-toolloop/workflows";
import type { Played } from "../agent/agent-host.ts";
import { readTape } from "./read-tape.ts";
import type { SampleProject } from "./sample-project.ts";

export interface RecordedWorld {
  recorded: RecordedWorkflow;
  speed: number;
  sample: Pick<SampleProject, "apply">;
  emit(event: EventInput): void;
}

/**
 * Which recorded turn a step's turn plays: the one of its round and attempt; else the next of the step that was not played.
 * @returns null where the recording has no more of it.
 */
export function recordedTurns({ recorded, speed, sample, emit }: RecordedWorld) {
  const played = new Map<string, number>();
  const { title } = recorded.recording;
  return async ({ stepId, turnKey }: Pick<HostTurn, "stepId" | "turnKey">): Promise<Played | null> => {
    const found = turnOf(recorded, stepId, turnKey, played.get(stepId) ?? 0);
    if (!found) return null;
    const { turn, nth } = found;
    played.set(stepId, nth);
    const spilled = (file: string) => textOf(join(dirname(turn.events), file));
    const events = readTape(turn.events, { spilled, output: async () => "" });
    return {
      tape: { events, label: `${title}, ${stepId}`, speed, result: turn.result },
      async applied() {
        if (turn.patch === undefined || (await sample.apply(turn.patch))) return;
        const message = "What this turn had changed does not fit the sample project as it is now: it was left out.";
        emit({ type: "notice", level: "warning", code: "replay_patch", stepId, message });
      },
    };
  };
}

function turnOf(
  recorded: RecordedWorkflow,
  stepId: string,
  key: string,
  before: number,
): { turn: RecordedTurn; nth: number } | null {
  for (let nth = 1; ; nth++) {
    const turn = recorded.turn(stepId, nth);
    if (!turn) break;
    if (turn.key === key) return { turn, nth };
  }
  const next = recorded.turn(stepId, before + 1);
  return next && { turn: next, nth: before + 1 };
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
