import { Decision, type EventOf, type RunMeta } from "@codex-toolloop/protocol";
import { cutWords } from "@codex-toolloop/store";

type Requested = Pick<EventOf<"approval.requested">, "approvalId" | "title" | "decisions" | "grantKey">;
type Waiting = NonNullable<RunMeta["approvals"]>[number];

/** As many as meta.json holds. */
const WAITING_MAX = 50;
const GRANTS_MAX = 200;
const GRANT_LENGTH = 1000;
const TITLE_LENGTH = 200;

/** Who decided, and with which words. */
export interface Answer {
  decision: Decision;
  by: string;
  comment?: string | undefined;
}

/** What waits for a person in one turn, who answered what, and what was granted for the session. */
export interface ApprovalDesk {
  request(event: Requested): void;
  /** A decision that is to be handed to the agent. False where it has one already, or asks for none: it is passed over. */
  answer(approvalId: string, answer: Answer): boolean;
  /** Who answered a request; undefined where nobody did. */
  answered(approvalId: string): Answer | undefined;
  /** The agent goes on. */
  resolve(approvalId: string, decision: string): void;
  /** For meta.json. */
  state(): { approvals: Waiting[]; grants: string[] };
  /** Ids of what still waits. */
  open(): string[];
  /** The title of the request that a person ended the turn with. */
  cancelled(): { title: string; by: string } | undefined;
}

export function approvalDesk(now = () => new Date()): ApprovalDesk {
  const waiting = new Map<string, { shown: Waiting; grantKey?: string | undefined }>();
  const answers = new Map<string, Answer>();
  const grants = new Set<string>();
  let cancelled: { title: string; by: string } | undefined;
  return {
    request({ approvalId, title, decisions, grantKey }) {
      // Asked anew under the same id: the old answer was to another question.
      answers.delete(approvalId);
      const known = decisions.flatMap((d) => Decision.safeParse(d).data ?? []);
      const shown = {
        approvalId,
        title: cutWords(title, TITLE_LENGTH) || "A request",
        at: now().toISOString(),
        decisions: known,
      };
      waiting.set(approvalId, { shown, grantKey });
    },
    answer(approvalId, answer) {
      const asked = waiting.get(approvalId);
      if (!asked || answers.has(approvalId)) return false;
      answers.set(approvalId, answer);
      if (answer.decision === "cancel") cancelled = { title: asked.shown.title, by: answer.by };
      return true;
    },
    answered: (approvalId) => answers.get(approvalId),
    resolve(approvalId, decision) {
      const grantKey = waiting.get(approvalId)?.grantKey;
      waiting.delete(approvalId);
      if (decision === "approve_for_session" && grantKey !== undefined && grantKey.length <= GRANT_LENGTH)
        if (grants.size < GRANTS_MAX) grants.add(grantKey);
    },
    state: () => ({ approvals: [...waiting.values()].slice(0, WAITING_MAX).map((w) => w.shown), grants: [...grants] }),
    open: () => [...waiting.keys()],
    cancelled: () => cancelled,
  };
}
