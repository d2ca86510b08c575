import type { EventInput, RunMeta, Usage } from "@codex-toolloop/protocol";
import type { TurnSink } from "@codex-toolloop/runners";
import type { RunWriter } from "@codex-toolloop/store";
import type { ApprovalDesk } from "./approval-desk.ts";
import { mergeDeltas } from "./merge-deltas.ts";
import { turnMeta } from "./turn-meta.ts";

export interface SinkWorld {
  /** Its messages go into `<vendor>-events.jsonl`. */
  vendor: string;
  /** The step that takes the turn, in a workflow. */
  stepId?: string | undefined;
  writer: Pick<RunWriter, "appendRecord">;
  emit(event: EventInput): void;
  writeMeta(patch: Partial<RunMeta>): void;
  desk: ApprovalDesk;
  /** False for a replay, whose approvals wait for nobody: meta.json does not name them. */
  asksPeople: boolean;
  /** The disk refused. Told once; nothing is written after it. */
  onFailure(error: unknown): void;
}

/** A sink that also takes our own events, in one order with the agent's. */
export interface WritingSink extends TurnSink {
  usage(usage: Usage): void;
  /** Writes all that waits. */
  flush(): void;
}

/** Writes a turn's story into the run directory, and keeps meta.json in step with it. Throws nothing: see `onFailure`. */
export function turnSink(world: SinkWorld): WritingSink {
  const { writer, desk, stepId } = world;
  let failed = false;
  const fail = (error: unknown) => {
    if (failed) return;
    failed = true;
    world.onFailure(error);
  };
  const unlessFailed =
    <A extends unknown[]>(write: (...args: A) => void) =>
    (...args: A) => {
      if (failed) return;
      try {
        write(...args);
      } catch (error) {
        fail(error);
      }
    };
  const step = stepId === undefined ? {} : { stepId };
  const meta = turnMeta(unlessFailed(world.writeMeta), fail);
  const merged = mergeDeltas(
    unlessFailed((event: EventInput) => world.emit({ ...event, ...step })),
    fail,
  );
  const record = unlessFailed((file: string, value: object) =>
    writer.appendRecord(file, { at: new Date().toISOString(), ...step, ...value }),
  );
  const known: { threadId?: string; model?: string } = {};
  const learn = (what: Partial<typeof known>) => {
    const fresh = Object.entries(what).filter(([key, value]) => known[key as keyof typeof known] !== value);
    if (fresh.length === 0) return;
    Object.assign(known, what);
    meta.now(Object.fromEntries(fresh));
  };
  const sink: WritingSink = {
    emit(event) {
      // Whoever reads a question may answer it at once: by then meta.json says that it waits.
      const isQuestion = event.type === "approval.requested";
      if (isQuestion) follow(event);
      merged.emit(signed(event, desk));
      if (!isQuestion) follow(event);
    },
    raw: (direction, message) => record(`${world.vendor}-events.jsonl`, { direction, message }),
    toolCall: (call) => record("tool-calls.jsonl", call),
    thread: (threadId) => learn({ threadId: threadId.slice(0, 200) }),
    model: (name) => learn({ model: name.slice(0, 200) }),
    usage: (usage) => meta.soon({ usage }),
    flush: unlessFailed(() => {
      merged.flush();
      meta.flush();
    }),
  };
  /** What meta.json says of an event. */
  const follow = (event: EventInput) => {
    switch (event.type) {
      case "turn.started":
        if (event.threadId !== undefined) sink.thread(event.threadId);
        if (event.model !== undefined) sink.model(event.model);
        return;
      case "approval.requested":
        if (!world.asksPeople) return;
        desk.request(event);
        return meta.now({ approvals: desk.state().approvals });
      case "approval.resolved":
        if (!world.asksPeople) return;
        desk.resolve(event.approvalId, event.decision);
        return meta.now(desk.state());
      case "iteration.started":
        return meta.soon({ iteration: { current: event.iteration, ...(event.max ? { max: event.max } : {}) } });
      case "usage.updated":
        return meta.soon({ usage: event.usage });
      case "turn.finished":
        return event.usage ? meta.soon({ usage: event.usage }) : undefined;
    }
  };
  return sink;
}

/** Who decided stands with the decision, also where the adapter does not say it. */
function signed(event: EventInput, desk: ApprovalDesk): EventInput {
  if (event.type !== "approval.resolved" || event.by !== undefined) return event;
  const answer = desk.answered(event.approvalId);
  if (!answer) return event;
  return { ...event, by: answer.by, ...(answer.comment === undefined ? {} : { comment: answer.comment }) };
}
