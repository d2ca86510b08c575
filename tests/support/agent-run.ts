import { type ControlLine, type EventInput, LIMITS, type RunMeta } from "@codex-toolloop/protocol";
import { newRunId, type RunWriter, type Store } from "@codex-toolloop/store";
import { livingIdentity } from "../../bench/lib/living-identity.ts";

/** A live run of kind `prompt` whose process is the test itself. */
export interface AgentRun {
  runId: string;
  writer: RunWriter;
  emit(...events: EventInput[]): void;
  /** Changes meta.json: approvals that wait, say. */
  meta(patch: Partial<RunMeta>): void;
  /** The next line of control.jsonl of this type, also one that came before. */
  control<T extends ControlLine["type"]>(type: T): Promise<Extract<ControlLine, { type: T }>>;
  /** Asks for a decision, as a run process does: as an event and in meta.json. */
  ask(approvalId: string, more?: Partial<Extract<EventInput, { type: "approval.requested" }>>): void;
  resolve(approvalId: string, decision: string, by?: string, comment?: string): void;
  /** Ends the turn and the run. */
  finish(status?: "success" | "canceled"): void;
  close(): void;
}

/** Writes a prompt's run up to the beginning of its turn. @param meta over what meta.json says */
export async function agentRun(store: Store, prompt: string, meta: Partial<RunMeta> = {}): Promise<AgentRun> {
  const runId = newRunId();
  const createdAt = new Date().toISOString();
  const facts = {
    kind: "prompt",
    workflow: "prompt",
    title: prompt.slice(0, 60),
    requestedBy: "ada",
    requestedVia: "dashboard",
    createdAt,
  } as const;
  await store.createRun(
    {
      v: 1,
      runId,
      ...facts,
      inputs: {},
      hasSpec: true,
      timeoutSeconds: LIMITS.timeoutSecondsMax,
      stopGraceSeconds: 1,
      source: "builtin",
      agent: { runner: "codex", options: { sandbox: "workspace-write", approvalPolicy: "on-request" } },
    },
    prompt,
  );
  const writer = store.openRunWriter(runId);
  writer.writeMeta({
    ...facts,
    startedAt: createdAt,
    status: "running",
    runner: "codex",
    preview: prompt.slice(0, 200),
    ...livingIdentity(),
    ...meta,
  });
  let closed = false;
  const lines: ControlLine[] = [];
  const waiting = new Set<() => void>();
  const unfollow = store.followControl(runId, (line) => {
    lines.push(line);
    for (const look of waiting) look();
  });
  const open = new Map<string, NonNullable<RunMeta["approvals"]>[number]>();
  const emit = (...events: EventInput[]) => {
    for (const event of events) writer.emit(event);
  };
  emit(
    { type: "run.started", workflow: "prompt" },
    {
      type: "item.finished",
      itemId: "prompt",
      item: { kind: "message", role: "user", text: prompt, status: "completed" },
    },
  );
  const run: AgentRun = {
    runId,
    writer,
    emit,
    meta: (patch) => void writer.writeMeta(patch),
    control: (type) =>
      new Promise((done) => {
        const look = () => {
          const line = lines.find((l) => l.type === type);
          if (!line) return;
          waiting.delete(look);
          lines.splice(lines.indexOf(line), 1);
          done(line as never);
        };
        waiting.add(look);
        look();
      }),
    ask(approvalId, more = {}) {
      const title = more.title ?? "Run a command";
      const decisions = ["approve", "approve_for_session", "decline", "cancel"] as const;
      emit({ type: "approval.requested", approvalId, title, decisions: [...decisions], ...more });
      open.set(approvalId, { approvalId, title, at: new Date().toISOString(), decisions: [...decisions] });
      run.meta({ approvals: [...open.values()] });
    },
    resolve(approvalId, decision, by = "ada", comment) {
      emit({ type: "approval.resolved", approvalId, decision, by, ...(comment !== undefined && { comment }) });
      open.delete(approvalId);
      run.meta({ approvals: [...open.values()] });
    },
    finish(status = "success") {
      emit(
        { type: "turn.finished", turnId: "t", status: status === "success" ? "completed" : "interrupted" },
        { type: "run.finished", status, reason: status === "success" ? "completed" : "stop_requested" },
      );
      run.meta({
        status,
        reason: status === "success" ? "completed" : "stop_requested",
        finishedAt: new Date().toISOString(),
        approvals: [],
      });
      run.close();
    },
    close() {
      if (closed) return;
      closed = true;
      unfollow();
      writer.close();
    },
  };
  return run;
}
