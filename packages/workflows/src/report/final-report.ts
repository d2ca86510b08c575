import { formatDuration, type InputValues } from "@codex-toolloop/protocol";
import type { EngineOutcome, WorkflowHost } from "../contract.ts";
import { type Definition, titleOf } from "../definition/workflow-definition.ts";
import type { StepOutcome } from "../engine/engine-step.ts";
import { count, shellLine } from "../text.ts";
import { logExcerpt } from "./log-excerpt.ts";
import { mdCode, mdFence, mdTable, mdText } from "./markdown.ts";

export interface ReportFacts {
  definition: Definition;
  inputs: InputValues;
  host: WorkflowHost;
  hasSpec: boolean;
  startedAt: Date;
  outcome: EngineOutcome;
  outcomes: readonly StepOutcome[];
  intro?: string | undefined;
}

/** How much of a failed step's log is looked at for its error, from its end. */
const LOG_BYTES = 128 * 1024;
/** Failed steps with an excerpt; the others are in the table. */
const EXCERPTS = 12;

const WORDS: Record<string, string> = {
  success: "✓ success",
  failed: "✗ failed",
  canceled: "⊘ canceled",
  timeout: "⧗ timeout",
  skipped: "– skipped",
};

/** The final report of any run, as markdown: the result, the steps, what failed and where, how to run it again. */
export async function finalReport(facts: ReportFacts): Promise<string> {
  const { definition, host, outcome, outcomes } = facts;
  const ended = host.now();
  const took = formatDuration(ended.getTime() - facts.startedAt.getTime());
  const where = host.workspace ? ` · ${mdCode(host.workspace.path)}` : "";
  const sections = [
    `# ${mdText(titleOf(definition))}: ${outcome.status}`,
    `**${WORDS[outcome.status] ?? outcome.status}**${outcome.detail ? ` · ${mdText(outcome.detail)}` : ""}`,
    `${facts.startedAt.toISOString().slice(0, 16).replace("T", " ")} UTC · took ${took}${where}`,
  ];
  if (facts.intro) sections.push(facts.intro);
  // Where the steps wrote a report of their own, that is what a person came for: the table of steps goes to the end.
  const reportFirst = outcome.status === "success" && outcomes.some((o) => o.report);
  if (outcomes.length > 0 && !reportFirst) sections.push(stepTable(outcomes));
  const failures = outcomes.filter((o) => o.status !== "success" && o.status !== "skipped");
  if (failures.length > 0) {
    sections.push(failures.some((o) => o.status === "failed") ? "## What failed" : "## Where it ended");
    for (const failure of failures.slice(0, EXCERPTS)) sections.push(await failureSection(failure, host));
    if (failures.length > EXCERPTS) sections.push(`… and ${count(failures.length - EXCERPTS, "more step")}.`);
  }
  for (const o of outcomes) if (o.report) sections.push(o.report.trim());
  if (reportFirst) sections.push("## Steps", stepTable(outcomes));
  sections.push("## Run it again", mdFence(againCommand(facts), "sh"));
  return `${sections.join("\n\n")}\n`;
}

function stepTable(outcomes: readonly StepOutcome[]): string {
  const retried = outcomes.some((o) => o.attempts > 1);
  const rows = outcomes.map((o) => {
    const how = o.detail ?? (o.status === "skipped" ? skippedWords(o.reason) : "");
    const allowed = o.step.continueOnError && (o.status === "failed" || o.status === "timeout") ? " (allowed)" : "";
    const cells = [mdText(o.step.title), `${WORDS[o.status] ?? o.status}${allowed}`];
    cells.push(o.attempts > 0 ? formatDuration(o.durationMs) : "–");
    if (retried) cells.push(o.attempts > 0 ? String(o.attempts) : "–");
    return [...cells, mdText(how)];
  });
  const head = ["Step", "Result", "Time", ...(retried ? ["Attempts"] : []), "Note"];
  return mdTable(head, rows, retried ? [2, 3] : [2]);
}

function skippedWords(reason: string): string {
  return reason === "step_failed" ? "a step before it failed" : "the run was stopped";
}

async function failureSection(outcome: StepOutcome, host: WorkflowHost): Promise<string> {
  const parts = [`### ${mdText(outcome.step.title)}`];
  const attempts = outcome.attempts > 1 ? ` after ${outcome.attempts} attempts` : "";
  const command = outcome.step.command ? `${mdCode(shellLine(outcome.step.command))} — ` : "";
  parts.push(`${command}${mdText(outcome.detail ?? outcome.reason)}${attempts}`);
  if (outcome.report === undefined || outcome.report === "") {
    const log = await tail(outcome, host);
    parts.push(log.trim() === "" ? "It printed nothing." : mdFence(logExcerpt(log)));
  }
  return parts.join("\n\n");
}

async function tail({ logStart, logEnd }: StepOutcome, host: WorkflowHost): Promise<string> {
  if (logStart === undefined || logEnd === undefined || logEnd <= logStart) return "";
  return host.logTail(logStart, logEnd, LOG_BYTES);
}

/** The command line that starts the same run; long or many-lined values are named, not repeated. */
export function againCommand({ definition, inputs, host, hasSpec }: ReportFacts): string {
  const argv = ["npx", "codex-toolloop", "run", "workflow", definition.name];
  if (host.workspace) argv.push("--workspace", host.workspace.path);
  for (const [name, value] of Object.entries(inputs)) {
    const isDefault = definition.inputs[name]?.default === value;
    if (!isDefault) argv.push("--input", `${name}=${value}`);
  }
  if (hasSpec && host.specPath !== undefined) argv.push("--spec", host.specPath);
  return shellLine(argv);
}
