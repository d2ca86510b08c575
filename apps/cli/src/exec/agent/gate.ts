import { type ControlLine, Decision } from "@codex-toolloop/protocol";
import type { HostAnswer, HostQuestion } from "@codex-toolloop/workflows";

type Answered = Extract<ControlLine, { type: "approval" }>;

/** Questions that a workflow asks a person, and what was decided. */
export interface Gates {
  /** Waits for the answer. Rejects with the signal's reason when it aborts. */
  wait(question: HostQuestion): Promise<HostAnswer>;
  /** A line of control.jsonl; one that nobody has asked for yet is kept. False where it answers nothing that was asked. */
  control(line: Answered): boolean;
}

/** More decisions on what nobody asked are not kept. */
const EARLY_MAX = 100;

export function gates(): Gates {
  const asked = new Map<string, { question: HostQuestion; answer(answer: HostAnswer): void }>();
  const early = new Map<string, Answered>();
  /** What was ever asked: a second click on an answered question is no answer to the next one of its name. */
  const known = new Set<string>();
  return {
    wait(question) {
      const { approvalId, signal } = question;
      return new Promise((resolve, reject) => {
        const end = () => {
          asked.delete(approvalId);
          signal.removeEventListener("abort", cut);
        };
        const cut = () => {
          end();
          reject(signal.reason);
        };
        const answer = (given: HostAnswer) => {
          end();
          resolve(given);
        };
        if (signal.aborted) return reject(signal.reason);
        signal.addEventListener("abort", cut, { once: true });
        asked.set(approvalId, { question, answer });
        known.add(approvalId);
        const line = early.get(approvalId);
        early.delete(approvalId);
        const told = line && answerTo(question, line);
        if (told) answer(told);
      });
    },
    control(line) {
      const waiting = asked.get(line.approvalId);
      if (!waiting) {
        if (early.size < EARLY_MAX && !known.has(line.approvalId)) early.set(line.approvalId, line);
        return false;
      }
      const answer = answerTo(waiting.question, line);
      if (answer) waiting.answer(answer);
      return answer !== undefined;
    },
  };
}

/** What a line says to a question; undefined where the question does not offer that, or a push back says nothing. */
function answerTo({ decisions }: HostQuestion, line: Answered): HostAnswer | undefined {
  const { by, comment } = line;
  const decision = Decision.safeParse(line.decision).data;
  if (decision === undefined || !decisions.includes(decision)) return undefined;
  if (decision === "push_back" && (comment ?? "").trim() === "") return undefined;
  return { decision, by, ...(comment === undefined ? {} : { comment }) };
}
