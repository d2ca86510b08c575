import type { EventInput } from "@codex-toolloop/protocol";
import type { Runner, TurnRequest, TurnResult, TurnSink } from "../contract.ts";
import { openItems } from "./open-items.ts";
import { pace } from "./pace.ts";
import { listRecordings } from "./recordings.ts";
import { listWorkflowRecordings } from "./workflow-recordings.ts";

/** Plays a recorded turn again: no account, no key, no vendor's program; nothing is executed and no file is touched. */
export const replay: Runner = {
  type: "replay",
  async find() {
    return {
      runner: "replay",
      label: "Replay",
      available: true,
      from: "embedded",
      mode: "replay",
      note: "Plays a recorded run again; nothing is executed.",
      environment: [],
      models: [],
      recordings: listRecordings().map(({ name, title, vendor, prompt }) => ({ name, title, vendor, prompt })),
      workflowRecordings: listWorkflowRecordings().map(({ name, title, workflow }) => ({ name, title, workflow })),
    };
  },
  takeTurn(request, sink) {
    let told = false;
    return {
      ended: play(request, sink).catch((error: unknown) => ({
        status: "failed",
        code: "replay_unreadable",
        error: `The recording cannot be played: ${error instanceof Error ? error.message : String(error)}`,
      })),
      control() {
        if (told) return;
        told = true;
        const message = "This is a replay: it goes on as it was recorded, whatever is said to it.";
        sink.emit({ type: "notice", level: "warning", code: "replay_control", message });
      },
    };
  },
};

async function play({ replay: tape, signal }: TurnRequest, sink: TurnSink): Promise<TurnResult> {
  if (!tape) return { status: "failed", code: "replay_missing", error: "There is no recording to play." };
  const { label, speed } = tape;
  const clock = pace(speed, signal);
  const open = openItems();
  const result: TurnResult = { status: "completed" };
  let turnId: string | undefined;
  let asked = false;
  let cut = false;
  const tell = (event: EventInput) => {
    open.follow(event);
    sink.emit(event);
  };
  sink.emit({ type: "notice", level: "info", code: "replay", message: `A replay of ${label}: nothing is executed.` });
  for await (const { at, ...event } of tape.events) {
    if (!(await clock.due(at))) {
      cut = true;
      break;
    }
    if (event.type === "turn.started") {
      turnId = event.turnId;
      if (event.threadId !== undefined) {
        result.threadId = event.threadId;
        sink.thread(event.threadId);
      }
      if (event.model !== undefined) sink.model(event.model);
      tell({ ...event, replayOf: label });
      continue;
    }
    if (event.type === "approval.requested" && !asked) {
      asked = true;
      const message = "Approvals in a replay are answered as they were when it was recorded; nothing waits.";
      sink.emit({ type: "notice", level: "info", code: "replay_approval", message });
    }
    tell(event);
    note(event, result);
    if (event.type === "turn.finished") turnId = undefined;
  }
  // What a turn hands back at its end, one that is cut short does not.
  return end(tell, cut ? open.ends() : undefined, turnId, cut ? result : { ...result, ...tape.result });
}

/** What a result says of a turn, as its events tell it. */
function note(event: EventInput, result: TurnResult): void {
  if (event.type === "usage.updated") result.usage = event.usage;
  if (event.type === "item.finished" && event.item.kind === "message" && event.item.role === "assistant")
    result.message = event.item.text;
  if (event.type !== "turn.finished") return;
  result.status = event.status;
  if (event.usage) result.usage = event.usage;
  if (event.error === undefined) delete result.error;
  else result.error = event.error;
}

/** @param cut ends of what was open when the replay was interrupted; absent where it came to its end. */
function end(
  tell: (event: EventInput) => void,
  cut: readonly EventInput[] | undefined,
  turnId: string | undefined,
  result: TurnResult,
): TurnResult {
  for (const event of cut ?? []) tell(event);
  const status = cut ? "interrupted" : result.status;
  // A turn that was recorded to its end has said how it ended.
  if (turnId !== undefined) tell({ type: "turn.finished", turnId, status });
  return { ...result, status };
}
