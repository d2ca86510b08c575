import { formatDuration, type InputValues } from "@codex-toolloop/protocol";
import type { EngineOutcome, WorkflowHost } from "../contract.ts";
import { type Definition, titleOf } from "../definition/workflow-definition.ts";
import type { Plan, StepOutcome } from "../engine/engine-step.ts";
import { runnersOf } from "../start/runners-of.ts";
import { shellLine } from "../text.ts";
import { failureSections } from "./failure-sections.ts";
import { mdCode, mdFence, mdTable, mdText } from "./markdown.ts";
import { STATUS_WORDS } from "./status-words.ts";

export interface ReportFacts {
  definition: Definition;
  inputs: InputValues;
  host: WorkflowHost;
  hasSpec: boolean;
  startedAt: Date;
  outcome: EngineOutcome;
  outcomes: readonly StepOutcome[];
  /** Of rounds before the last. */
  earlier: readonly StepOutcome[];
  /** The plan's own report, in place of the steps'. */
  report?: Plan["report"];
  intro?: string | undefined;
}

/** The final report of any run, as markdown: the result, the steps, what failed and where, how to run it again. */
export async function finalReport(facts: ReportFacts): Promise<string> {
  const { definition, host, outcome, outcomes } = facts;
  const ended = host.now();
  const took = formatDuration(ended.getTime() - facts.startedAt.getTime());
  const where = host.workspace ? ` · ${mdCode(host.workspace.path)}` : "";
  const sections = [
    `# ${mdText(titleOf(definition))}: ${outcome.status}`,
    `**${STATUS_WORDS[outcome.status] ?? outcome.status}**${outcome.detail ? ` · ${mdText(outcome.detail)}` : ""}`,
    `${facts.startedAt.toISOString().slice(0, 16).replace("T", " ")} UTC · took ${took}${where}`,
  ];
  if (facts.intro) sections.push(facts.intro);
  if (facts.report) {
    sections.push(await facts.report(facts), ...runAgain(facts));
    return `${sections.join("\n\n")}\n`;
  }
  // Where the steps wrote a report of their own, that is what a person came for: the table of steps goes to the end.
  const reportFirst = outcome.status === "success" && outcomes.some((o) => o.report);
  if (outcomes.length > 0 && !reportFirst) sections.push(stepTable(outcomes));
  sections.push(...(await failureSections(outcomes, host)));
  for (const o of outcomes) if (o.report) sections.push(o.report.trim());
  if (reportFirst) sections.push("## Steps", stepTable(outcomes));
  sections.push(...runAgain(facts));
  return `${sections.join("\n\n")}\n`;
}

function runAgain(facts: ReportFacts): string[] {
  return ["## Run it again", mdFence(againCommand(facts), "sh")];
}

function stepTable(outcomes: readonly StepOutcome[]): string {
  const retried = outcomes.some((o) => o.attempts > 1);
  const rows = outcomes.map((o) => {
    const how = o.detail ?? (o.status === "skipped" ? skippedWords(o.reason) : "");
    const allowed = o.step.continueOnError && (o.status === "failed" || o.status === "timeout") ? " (allowed)" : "";
    const cells = [mdText(o.step.title), `${STATUS_WORDS[o.status] ?? o.status}${allowed}`];
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

/** The command line that starts the same run. A replay makes its project and its spec itself. */
export function againCommand({ definition, inputs, host, hasSpec }: ReportFacts): string {
  const argv = ["npx", "codex-toolloop", "run", "workflow", definition.name];
  const replays = runnersOf(definition, inputs).includes("replay");
  if (host.workspace && !replays) argv.push("--workspace", host.workspace.path);
  for (const [name, value] of Object.entries(inputs)) {
    const isDefault = definition.inputs[name]?.default === value;
    if (!isDefault) argv.push("--input", `${name}=${value}`);
  }
  if (hasSpec && host.specPath !== undefined && !replays) argv.push("--spec", host.specPath);
  return shellLine(argv);
}
