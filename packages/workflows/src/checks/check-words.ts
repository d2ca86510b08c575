import { type CheckResult, formatDuration } from "@codex-toolloop/protocol";
import { logExcerpt } from "../report/log-excerpt.ts";
import { mdFence } from "../report/markdown.ts";
import { count, shellLine } from "../text.ts";

/** One check that ran, with what it printed where it failed. */
export interface CheckRun {
  result: CheckResult;
  /** `exit code 1`; absent where it passed. */
  detail?: string | undefined;
  log?: string | undefined;
}

/** Characters of excerpts that one answer carries, over all checks. */
const EXCERPTS_MAX = 12_000;
const NOTE_EXCERPT_MAX = 1_500;

/** What the checks showed, for the next step and for a reader: which ran, how each ended, with short excerpts. */
export function checkNotes(runs: readonly CheckRun[], remarks: readonly string[]): string {
  const passed = runs.filter((run) => run.result.status === "success").length;
  const lines = [`${passed} of ${count(runs.length, "check")} passed.`];
  for (const run of runs) lines.push(`- ${checkLine(run)}`);
  for (const remark of remarks) lines.push(`- Note: ${remark}`);
  for (const { result, log } of failed(runs))
    if (log !== undefined)
      lines.push(`${shellLine(result.command)} printed:\n${clip(logExcerpt(log), NOTE_EXCERPT_MAX)}`);
  return lines.join("\n");
}

/** What the step that works again is told: what failed, by name where names are known, and what it printed. */
export function checkFeedback(runs: readonly CheckRun[], tests: readonly string[]): string {
  const bad = failed(runs);
  const parts = [
    "The repository's own checks failed after your change. Find the cause of each failure and fix it in the code; do not weaken, skip or remove a check or a test to make it pass.",
    runs.map((run) => `- ${checkLine(run)}`).join("\n"),
  ];
  if (tests.length > 0) parts.push(`Failing tests:\n${tests.map((name) => `- ${name}`).join("\n")}`);
  const share = Math.floor(EXCERPTS_MAX / Math.max(1, bad.length));
  for (const { result, log } of bad) {
    const text = logExcerpt(log ?? "");
    parts.push(
      `${shellLine(result.command)}:\n${text.trim() === "" ? "(it printed nothing)" : mdFence(clip(text, share))}`,
    );
  }
  return parts.join("\n\n");
}

function checkLine({ result, detail }: CheckRun): string {
  const took = formatDuration(result.durationMs);
  const end = result.status === "success" ? `passed in ${took}` : `failed after ${took}: ${detail ?? result.status}`;
  return `${shellLine(result.command)}: ${end}`;
}

function failed(runs: readonly CheckRun[]): CheckRun[] {
  return runs.filter((run) => run.result.status !== "success");
}

/** The end is where a tool sums up: of what is too long the middle goes. */
function clip(text: string, max: number): string {
  if (text.length <= max) return text;
  const head = Math.floor(max * 0.6);
  return `${text.slice(0, head)}\n…\n${text.slice(text.length - (max - head))}`;
}
