import type { WorkflowHost } from "../contract.ts";
import type { StepOutcome } from "../engine/engine-step.ts";
import { count, shellLine } from "../text.ts";
import { logExcerpt } from "./log-excerpt.ts";
import { mdCode, mdFence, mdText } from "./markdown.ts";

/** How much of a failed step's log is looked at for its error, from its end. */
const LOG_BYTES = 128 * 1024;
/** Failed steps with an excerpt; the others are in the table. */
const EXCERPTS = 12;
const ANSWER_CHARS = 2000;

/** What failed, or where a run that was stopped ended; nothing where all went well. */
export async function failureSections(outcomes: readonly StepOutcome[], host: WorkflowHost): Promise<string[]> {
  const failures = outcomes.filter((o) => o.status !== "success" && o.status !== "skipped");
  if (failures.length === 0) return [];
  const sections = [failures.some((o) => o.status === "failed") ? "## What failed" : "## Where it ended"];
  for (const failure of failures.slice(0, EXCERPTS)) sections.push(await failureSection(failure, host));
  if (failures.length > EXCERPTS) sections.push(`… and ${count(failures.length - EXCERPTS, "more step")}.`);
  return sections;
}

async function failureSection(outcome: StepOutcome, host: WorkflowHost): Promise<string> {
  const parts = [`### ${mdText(outcome.step.title)}`];
  const attempts = outcome.attempts > 1 ? ` after ${outcome.attempts} attempts` : "";
  const command = outcome.step.command ? `${mdCode(shellLine(outcome.step.command))} — ` : "";
  parts.push(`${command}${mdText(outcome.detail ?? outcome.reason)}${attempts}`);
  const { kind } = outcome.step;
  if (kind === "agent") parts.push(...refusedAnswers(outcome));
  else if (kind === "checks") parts.push(...checkWords(outcome));
  else if (kind !== "approve" && (outcome.report ?? "") === "") {
    const log = await tail(outcome, host);
    parts.push(log.trim() === "" ? "It printed nothing." : mdFence(logExcerpt(log)));
  }
  return parts.join("\n\n");
}

/** Answers that did not fit their schema, each with why. */
function refusedAnswers({ rejected }: StepOutcome): string[] {
  return (rejected ?? []).map(({ text, problems }, i) => {
    const why = problems.map((p) => `- ${mdText(p)}`).join("\n");
    return `Answer ${i + 1} did not fit:\n\n${why}\n\n${mdFence(text.length > ANSWER_CHARS ? `${text.slice(0, ANSWER_CHARS)} …` : text)}`;
  });
}

function checkWords({ output }: StepOutcome): string[] {
  const notes = typeof output === "object" && output !== null && "notes" in output ? output.notes : undefined;
  return typeof notes === "string" ? [mdFence(notes)] : [];
}

async function tail({ logStart, logEnd }: StepOutcome, host: WorkflowHost): Promise<string> {
  if (logStart === undefined || logEnd === undefined || logEnd <= logStart) return "";
  return host.logTail(logStart, logEnd, LOG_BYTES);
}
