import type { AnyEvent, Decision, EventOf } from "@codex-toolloop/protocol";
import type { Store } from "@codex-toolloop/store";
import { messageOf } from "../cli-error.ts";
import { type Io, say, userName } from "../io.ts";
import { sanitiseText } from "../render/sanitise.ts";
import { tagged } from "../render/tagged.ts";

type Question = EventOf<"approval.requested">;

export interface ApprovalAnswers {
  onEvent(event: AnyEvent): void;
  /** Gives the terminal back. */
  close(): void;
}

const KEYS: readonly { key: string; decision: Decision; words: string }[] = [
  { key: "y", decision: "approve", words: "approve" },
  { key: "a", decision: "approve_for_session", words: "approve for the session" },
  { key: "n", decision: "decline", words: "decline" },
  { key: "c", decision: "cancel", words: "cancel the turn" },
  { key: "p", decision: "push_back", words: "push back with a comment" },
];
const CTRL_C = "\x03";

/** True where a person sits at both ends. */
export function canAsk(io: Io): boolean {
  return io.stdin.isTTY === true && io.stdout.isTTY === true && io.env.TERM !== "dumb";
}

/**
 * Asks at the terminal, one question at a time, answered by one key; a push back also takes a line of text, which the
 * terminal itself edits. What is decided elsewhere is not asked any more.
 */
export function askApprovals(io: Io, store: Store, runId: string): ApprovalAnswers {
  const open: Question[] = [];
  let listening = false;
  /** What was typed of a comment so far; undefined while a key is waited for. */
  let typed: string | undefined;
  const offered = (question: Question) => KEYS.filter((k) => question.decisions.includes(k.decision));
  const ask = () => {
    const [question] = open;
    typed = undefined;
    listen(question !== undefined);
    if (!question) return;
    const keys = offered(question).map((k) => `${io.style.bold(k.key)} ${k.words}`);
    io.stdout.write(`${tagged(io.style, "ask", `${sanitiseText(question.title)}: ${keys.join(", ")}`)}\n`);
  };
  const drop = (approvalId: string) => {
    const first = open[0]?.approvalId === approvalId;
    const at = open.findIndex((q) => q.approvalId === approvalId);
    if (at >= 0) open.splice(at, 1);
    if (first) ask();
  };
  const type = (question: Question, text: string) => {
    typed = `${typed ?? ""}${text}`;
    const [line, ...rest] = typed.split(/\r?\n/);
    if (rest.length === 0) return;
    io.stdin.setRawMode?.(true);
    const comment = line?.trim() ?? "";
    // Nothing to say is no push back: the question stands as it did.
    if (comment === "") return ask();
    void answer(io, store, runId, question.approvalId, { decision: "push_back", comment });
    drop(question.approvalId);
  };
  const onKey = (chunk: Buffer | string) => {
    if (typed !== undefined && open[0]) return type(open[0], chunk.toString());
    const key = chunk.toString().toLowerCase();
    // In raw mode the terminal makes no signal of it.
    if (key.includes(CTRL_C)) return void process.kill(process.pid, "SIGINT");
    const [question] = open;
    const chosen = question && offered(question).find((k) => k.key === key);
    if (!question || !chosen) return;
    if (chosen.decision === "push_back") {
      typed = "";
      io.stdin.setRawMode?.(false);
      io.stdout.write(`${tagged(io.style, "ask", "what should be different? (one line; an empty one goes back)")}\n`);
      return;
    }
    void answer(io, store, runId, question.approvalId, { decision: chosen.decision });
    drop(question.approvalId);
  };
  const listen = (wanted: boolean) => {
    if (wanted === listening) return;
    listening = wanted;
    io.stdin.setRawMode?.(wanted);
    if (wanted) io.stdin.on("data", onKey).resume();
    else io.stdin.off("data", onKey).pause();
  };
  return {
    onEvent(event) {
      if (event.unknown) return;
      if (event.type === "approval.resolved") drop(event.approvalId);
      if (event.type !== "approval.requested" || open.push(event) > 1) return;
      ask();
    },
    close: () => listen(false),
  };
}

/**
 * Declines what an agent asks, at once and aloud: nobody could be asked here. A gate of a workflow waits: a person decides it
 * in the dashboard, or the run's deadline ends it.
 */
export function declineApprovals(io: Io, store: Store, runId: string): ApprovalAnswers {
  return {
    onEvent(event) {
      if (event.unknown || event.type !== "approval.requested") return;
      const title = sanitiseText(event.title);
      if (isGate(event)) return say(io, `waits for a person, who can answer in the dashboard: ${title}`);
      const decision = event.decisions.includes("decline") ? "decline" : "cancel";
      say(io, `declined, for there is no terminal to ask at: ${title}`);
      void answer(io, store, runId, event.approvalId, { decision });
    },
    close() {},
  };
}

/** A step of the workflow asks, and no agent: there is neither an item nor a turn to cancel. */
function isGate({ itemId, decisions }: Question): boolean {
  return itemId === undefined && !decisions.includes("cancel");
}

async function answer(
  io: Io,
  store: Store,
  runId: string,
  approvalId: string,
  said: { decision: Decision; comment?: string },
): Promise<void> {
  const line = { v: 1 as const, at: new Date().toISOString(), by: userName(), type: "approval" as const };
  await store
    .appendControl(runId, { ...line, approvalId, ...said })
    .catch((error: unknown) => say(io, `the decision could not be written: ${messageOf(error)}`));
}
