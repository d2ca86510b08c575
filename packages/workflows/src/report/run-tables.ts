import { type ChangedFile, formatDuration, sumUsage, type Usage } from "@codex-toolloop/protocol";
import type { HostChanges } from "../contract.ts";
import type { StepOutcome } from "../engine/engine-step.ts";
import { count, shellLine } from "../text.ts";
import { mdCode, mdTable, mdText, thousands } from "./markdown.ts";
import { STATUS_WORDS } from "./status-words.ts";

const FILES_MAX = 200;

/** git's own word on what differs from the state at the start. */
export function changesTable(changes: HostChanges | null): string {
  if (changes === null)
    return "What changed could not be told: the workspace is no git checkout, is too large to compare, or a stop left no time to.";
  if (changes.files.length === 0) return "git sees no changed file.";
  return filesTable(changes.files);
}

/** Changed files with git's counts, at most 200. */
export function filesTable(files: readonly ChangedFile[]): string {
  const rows = files.slice(0, FILES_MAX).map(({ path, from, added, deleted }) => {
    const was = from === undefined ? "" : ` (was ${mdCode(from)})`;
    const binary = added === undefined && deleted === undefined;
    return [mdCode(path) + was, ...(binary ? ["binary", "binary"] : [`+${added ?? 0}`, `−${deleted ?? 0}`])];
  });
  const left = files.length - FILES_MAX;
  const more = left > 0 ? `\n\n… and ${count(left, "more file")}; see the diff.` : "";
  return `${mdTable([`${count(files.length, "file")}, by git`, "Added", "Deleted"], rows, [1, 2])}${more}`;
}

/** The checks of every round, with how each ended. */
export function checksTable(outcomes: readonly StepOutcome[]): string {
  const several = outcomes.some((o) => o.round > 1);
  const rows = outcomes.flatMap((o) =>
    (o.checks ?? []).map((check) => [
      ...(several ? [String(o.round)] : []),
      mdText(check.title),
      mdCode(shellLine(check.command)),
      STATUS_WORDS[check.status] ?? check.status,
      check.exitCode === undefined || check.exitCode === null ? "–" : String(check.exitCode),
      formatDuration(check.durationMs),
    ]),
  );
  return mdTable([...(several ? ["Round"] : []), "Check", "Command", "Result", "Exit code", "Time"], rows);
}

/** Every step, all rounds of it, with who worked and what that used. */
export function stepsTable(outcomes: readonly StepOutcome[], earlier: readonly StepOutcome[]): string {
  const several = earlier.length > 0 || outcomes.some((o) => o.round > 1);
  const all = roundsOf(outcomes, earlier);
  const rows = all.map((o) => [
    mdText(o.step.title),
    ...(several ? [String(o.round)] : []),
    `${endWords(o)}${o.keptFrom === undefined ? "" : " (taken over)"}`,
    o.runner ?? "–",
    mdText(o.model ?? "") || "–",
    ...usageCells(o.usage),
    o.attempts > 0 ? formatDuration(o.durationMs) : "–",
  ]);
  // What an earlier run used is on its account, not on this one's.
  const used = sumUsage(all.filter((o) => o.keptFrom === undefined).map((o) => o.usage));
  if (used) rows.push(["**This run**", ...(several ? [""] : []), "", "", "", ...usageCells(used), ""]);
  const head = [
    "Step",
    ...(several ? ["Round"] : []),
    "Result",
    "Runner",
    "Model",
    "Tokens in",
    "Tokens out",
    "Cost",
    "Time",
  ];
  const right = several ? [1, 5, 6, 7, 8] : [4, 5, 6, 7];
  return mdTable(head, rows, right);
}

/** What people decided at the gates, in the order of the steps, with what they said. */
export function decisionsList(outcomes: readonly StepOutcome[], earlier: readonly StepOutcome[]): string {
  return roundsOf(outcomes, earlier)
    .filter((o) => o.step.kind === "approve" && o.detail !== undefined)
    .map((o) => `- ${mdText(o.step.title)}${o.round > 1 ? `, round ${o.round}` : ""}: ${mdText(o.detail ?? "")}`)
    .join("\n");
}

/** All rounds of each step, in the order of the steps. */
function roundsOf(outcomes: readonly StepOutcome[], earlier: readonly StepOutcome[]): StepOutcome[] {
  return outcomes.flatMap((o) => [...earlier.filter((e) => e.step.id === o.step.id), o]);
}

/** A step that found nothing to check has passed nothing; a gate that pushed back did what it is for. */
function endWords({ status, reason }: StepOutcome): string {
  if (reason === "nothing_to_check") return "⚠ nothing to check";
  return reason === "pushed_back" ? "↩ pushed back" : (STATUS_WORDS[status] ?? status);
}

function usageCells(usage: Usage | undefined): string[] {
  const tokens = (n: number | undefined) => (n === undefined ? "–" : thousands(n));
  const cost = usage?.costUsd === undefined ? "–" : `$${usage.costUsd.toFixed(usage.costUsd < 1 ? 4 : 2)}`;
  return [tokens(usage?.inputTokens), tokens(usage?.outputTokens), cost];
}
