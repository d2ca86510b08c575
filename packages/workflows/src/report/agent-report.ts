import { ChangedFile, FinalReport, ReviewOutput } from "@codex-toolloop/protocol";
import { z } from "zod";
import type { ReportWorld, StepOutcome } from "../engine/engine-step.ts";
import { failureSections } from "./failure-sections.ts";
import { docGapsSection, findingsSection } from "./findings.ts";
import { mdFence, mdText } from "./markdown.ts";
import { reportNotes } from "./report-notes.ts";
import { changesTable, checksTable, decisionsList, filesTable, stepsTable } from "./run-tables.ts";

/** Where a workflow's report finds its parts: ids of steps. */
export interface ReportSections {
  /** Hands on what the findings are about: `words` and changed `files`. */
  subject?: string;
  /** Hands on a `FinalReport`. */
  final?: string;
  /** Answer in words or a schema of their own: told as they are. */
  words?: readonly string[];
  /** Hand on a `ReviewOutput` each. */
  findings: readonly string[];
  /** Stand in where those were not reached: what is found is told, although it is not all. */
  partial?: readonly string[];
  /** Ran the repository's checks. */
  checks?: string;
  /** Its steps write in the workspace: what git sees is told. */
  changes?: boolean;
}

/**
 * The report of a workflow of agents: what is found in the steps' outputs, set beside what git and the exit codes say. Where the run
 * ended early, its sections say so. What an agent wrote is shown as text and never becomes markup.
 */
export async function agentReport(facts: ReportWorld, wanted: ReportSections): Promise<string> {
  const { host, outcomes, earlier } = facts;
  const byId = new Map(outcomes.map((o) => [o.step.id, o]));
  const section = (title: string, text: string) => `## ${title}\n\n${text}`;
  const missing = (id: string) => notReached(byId.get(id));
  const final =
    wanted.final === undefined ? undefined : FinalReport.safeParse(done(byId.get(wanted.final))?.output).data;
  const fromFinal = (title: string, of: (final: FinalReport) => string) =>
    wanted.final === undefined ? [] : [section(title, final ? of(final) : missing(wanted.final))];
  const { reviews, remark } = reviewsOf(byId, wanted);
  const reviewed = (table: (of: readonly ReviewOutput[]) => string) =>
    [...(reviews.length > 0 ? [table(reviews)] : []), ...remark].join("\n\n");
  const parts = [
    ...reportNotes(facts, wanted.checks),
    ...(await failureSections(outcomes, host)),
    ...fromFinal("Executive summary", (f) => paragraphs(f.executiveSummary)),
    ...(wanted.words ?? []).map((id) => section(mdText(byId.get(id)?.step.title ?? id), wordsOf(byId.get(id)))),
  ];
  if (wanted.subject !== undefined) parts.push(section("What was looked at", subject(byId.get(wanted.subject))));
  if (wanted.changes === true) {
    const words = final ? list(final.whatChanged) : agentsWord(byId);
    parts.push(section("What changed", `${words}\n\n${changesTable(await host.changes())}`));
  } else if (final && final.whatChanged.length > 0) parts.push(section("What changed", list(final.whatChanged)));
  parts.push(
    ...fromFinal("How to verify", (f) => list(f.howToVerify)),
    ...fromFinal("Risks remaining", (f) => list(f.risksRemaining)),
  );
  if (wanted.findings.length > 0)
    parts.push(section("Findings", reviewed(findingsSection)), section("Documentation gaps", reviewed(docGapsSection)));
  if (wanted.checks !== undefined) parts.push(section("Checks", checks(wanted.checks, byId, earlier)));
  const decisions = decisionsList(outcomes, earlier);
  if (decisions !== "") parts.push(section("Decisions", decisions));
  parts.push(section("Steps", stepsTable(outcomes, earlier)));
  return parts.join("\n\n");
}

/** What the steps found; and what must be said of it where not all of them came to that. */
function reviewsOf(byId: ReadonlyMap<string, StepOutcome>, { findings, partial = [] }: ReportSections) {
  const of = (ids: readonly string[]) =>
    ids.flatMap((id) => ReviewOutput.safeParse(done(byId.get(id))?.output).data ?? []);
  const reviews = of(findings);
  const missed = findings.filter((id) => !done(byId.get(id)));
  if (missed.length === 0) return { reviews, remark: [] };
  const standIns = [...reviews, ...of(partial)];
  const lost = (partial.length > 0 ? partial : missed).filter((id) => !done(byId.get(id)));
  return {
    reviews: standIns,
    remark: lost.map((id) => `${mdText(byId.get(id)?.step.title ?? id)}: ${notReached(byId.get(id))}`),
  };
}

const Subject = z.object({ words: z.string(), files: z.array(ChangedFile), cut: z.boolean() });

function subject(outcome: StepOutcome | undefined): string {
  const read = Subject.safeParse(done(outcome)?.output);
  if (!read.success) return notReached(outcome);
  const { words, files, cut } = read.data;
  const whole = cut ? " The diff is larger than what an agent got to read." : "";
  return `${mdText(`${words.charAt(0).toUpperCase()}${words.slice(1)}.`)}${whole}\n\n${filesTable(files)}`;
}

function checks(id: string, byId: ReadonlyMap<string, StepOutcome>, earlier: readonly StepOutcome[]): string {
  const last = byId.get(id);
  const all = [...earlier.filter((o) => o.step.id === id), ...(last ? [last] : [])];
  if (all.some((o) => (o.checks ?? []).length > 0)) return checksTable(all);
  return last?.reason === "nothing_to_check" ? mdText(last.detail ?? "Nothing was verified.") : notReached(last);
}

/** Characters of an answer that the report repeats; the rest is in the step's output. */
const WORDS_MAX = 8_000;

/** What an agent answered: its text, or the object that its schema asked for. */
function wordsOf(outcome: StepOutcome | undefined): string {
  const output = done(outcome)?.output;
  if (output === undefined) return notReached(outcome);
  const text = typeof output === "string" ? output : JSON.stringify(output, null, 2);
  const cut = text.length > WORDS_MAX ? "\n\n*… the rest is in the step's output.*" : "";
  const shown = text.slice(0, WORDS_MAX);
  return `${typeof output === "string" ? paragraphs(shown) : mdFence(shown, "json")}${cut}`;
}

/** Without a final report: the word of whoever made the change. */
function agentsWord(byId: ReadonlyMap<string, StepOutcome>): string {
  const summaries = [...byId.values()].flatMap((o) => {
    const output = done(o)?.output;
    const has =
      o.shape === "ImplementOutput" && typeof output === "object" && output !== null && "changeSummary" in output;
    return has ? [String(output.changeSummary)] : [];
  });
  return summaries.length > 0 ? summaries.map(paragraphs).join("\n\n") : "No agent has said what it changed.";
}

/** The outcome of a step that handed something on. */
function done(outcome: StepOutcome | undefined): StepOutcome | undefined {
  return outcome?.status === "success" ? outcome : undefined;
}

function notReached(outcome: StepOutcome | undefined): string {
  if (outcome === undefined || outcome.status === "skipped") return "*Not reached: the run ended before this.*";
  return `*Not there: ${mdText(outcome.step.title)} ended as ${mdText(outcome.reason)}.*`;
}

function paragraphs(text: string): string {
  return (
    text
      .split(/\n\s*\n/)
      .map(mdText)
      .filter((p) => p !== "")
      .join("\n\n") || "–"
  );
}

function list(entries: readonly string[]): string {
  const lines = entries.map(mdText).filter((entry) => entry !== "");
  return lines.length > 0 ? lines.map((line) => `- ${line}`).join("\n") : "Nothing.";
}
