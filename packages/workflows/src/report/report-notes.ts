import type { ReportWorld, StepOutcome } from "../engine/engine-step.ts";
import { sentenceList } from "../text.ts";
import { mdCode, mdText } from "./markdown.ts";

/** How the detail of a checks step begins that found nothing to check. */
const NOTHING = /^Nothing was verified\. ?/;

/** What a reader must know before all else, each as a quoted paragraph that cannot be overlooked. */
export function reportNotes({ outcomes, earlier }: ReportWorld, checks: string | undefined): string[] {
  const notes: string[] = [];
  const verify = checks === undefined ? undefined : outcomes.find((o) => o.step.id === checks);
  if (verify) notes.push(...verificationNotes(verify, earlier));
  if (outcomes.some((o) => o.runner === "replay"))
    notes.push("**This is a replay.** What the agents say was recorded earlier; nobody worked on your own repository.");
  const kept = outcomes.filter((o) => o.keptFrom !== undefined);
  for (const runId of new Set(kept.flatMap((o) => o.keptFrom ?? []))) {
    const titles = kept.filter((o) => o.keptFrom === runId).map((o) => `"${mdText(o.step.title)}"`);
    notes.push(`Taken over from run ${mdCode(runId)}, not done again: ${sentenceList(titles)}.`);
  }
  return notes.map((note) => `> ${note}`);
}

function verificationNotes(verify: StepOutcome, earlier: readonly StepOutcome[]): string[] {
  if (verify.reason === "nothing_to_check")
    return [`**Nothing was verified.** ${mdText((verify.detail ?? "").replace(NOTHING, ""))}`.trim()];
  if (verify.status === "skipped" || verify.status === "canceled")
    return ["**Not verified.** The run ended before the checks did."];
  if (verify.status !== "success") return [`**The checks fail.** ${mdText(verify.detail ?? verify.reason)}`];
  const failed = earlier.filter((o) => o.step.id === verify.step.id && o.status !== "success").map((o) => o.round);
  if (failed.length === 0) return [];
  const rounds = `${failed.length === 1 ? "round" : "rounds"} ${sentenceList(failed.map(String))}`;
  return [`The checks passed in round ${verify.round}; in ${rounds} they had failed.`];
}
