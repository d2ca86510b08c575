import type { CheckResult, VerifyOutput } from "@codex-toolloop/protocol";
import { runCommandItem } from "../engine/command-step.ts";
import type { EngineStep, StepContext, StepResult } from "../engine/engine-step.ts";
import { count, sentenceList, shellLine } from "../text.ts";
import { type CheckRun, checkFeedback, checkNotes } from "./check-words.ts";
import { missingCategories } from "./detect-checks.ts";
import { failingTests } from "./failing-tests.ts";
import { checkCommand, type Found, findChecks, installCommand, type Only } from "./find-checks.ts";

export interface ChecksSpec {
  /** Default `verify`. */
  id?: string;
  title?: string;
  needs?: readonly string[] | undefined;
  /** Where failing checks send the work. */
  sendsBackTo?: { step: string; rounds: number } | undefined;
  only?: Only;
  /** Install dependencies first where they are plainly missing. */
  install?: boolean;
  /** There were checks before anything was changed: where they are gone, that is a failure. */
  expected?: boolean;
  /** Of each check; a test that hangs ends here. */
  timeoutSeconds?: number;
}

/** How much of a failed check's log is looked at, from its end. */
const LOG_BYTES = 256 * 1024;
const TIMEOUT_SECONDS = 1800;

/**
 * A step that runs the repository's own checks and hands on a `VerifyOutput`, made of exit codes alone. Failing checks fail the step
 * with what to send back; where there is nothing to check it succeeds without an output (reason `nothing_to_check`), and says so.
 */
export function checksStep(spec: ChecksSpec = {}): EngineStep {
  return {
    id: spec.id ?? "verify",
    title: spec.title ?? "Verify",
    kind: "checks",
    needs: spec.needs,
    sendsBackTo: spec.sendsBackTo,
    retries: 0,
    backoffSeconds: 0,
    continueOnError: false,
    run: (context) => runChecks(context, spec),
  };
}

async function runChecks(context: StepContext, spec: ChecksSpec): Promise<StepResult> {
  const { host } = context;
  if (!host.workspace) return nothingToCheck(context, "There is no workspace to check.");
  const found = await findChecks(host, host.workspace, spec.only ?? "all");
  const ranBefore = context.outcomes.get(context.stepId)?.checks?.length;
  if (!found.ok) return spec.expected || ranBefore ? checksGone(found.detail) : nothingToCheck(context, found.detail);
  const remarks = await remarksOf(context, found, spec);
  const timeoutSeconds = spec.timeoutSeconds ?? TIMEOUT_SECONDS;
  const runs: CheckRun[] = [];
  const { install } = found.evidence;
  if (install && spec.install === true) {
    const installed = await runOne(context, { ...installCommand(install.argv), timeoutSeconds });
    if (installed.cut) return installed.cut;
    if (installed.run.result.status !== "success") return failedInstall(installed.run, found, remarks);
  }
  for (const [i, check] of found.checks.entries()) {
    const { title } = check;
    context.emit({ type: "step.progress", message: title, current: i, total: found.checks.length, unit: "checks" });
    const { cut, run } = await runOne(context, { ...checkCommand(check), timeoutSeconds });
    if (cut) return { ...cut, checks: runs.map((r) => r.result) };
    runs.push(run);
  }
  return resultOf(runs, remarks.words);
}

/** One command of the step; `cut`: the run was stopped meanwhile, so that its end says nothing. */
async function runOne(
  context: StepContext,
  spec: ReturnType<typeof checkCommand> & { timeoutSeconds: number },
): Promise<{ run: CheckRun; cut?: StepResult }> {
  const { host, signal } = context;
  const startedAt = host.now().getTime();
  const ended = await runCommandItem(context, spec, `${context.stepId}.${context.round}.${spec.id}`);
  // A check that left an odd TOOLLOOP_OUTPUT file has still passed: its exit code alone counts.
  const ok = ended.status === "success" || ended.reason === "output_invalid";
  const status = ok ? "success" : ended.status;
  const { logStart, logEnd } = ended;
  const result: CheckResult = {
    id: spec.id,
    title: spec.title,
    command: spec.argv,
    status,
    durationMs: host.now().getTime() - startedAt,
    ...(ended.exitCode === undefined ? {} : { exitCode: ended.exitCode }),
    ...(logStart === undefined ? {} : { logStart }),
    ...(logEnd === undefined ? {} : { logEnd }),
  };
  if (signal.aborted && !ok) return { run: { result }, cut: { status: ended.status, reason: ended.reason } };
  if (ok) return { run: { result } };
  const log = logStart === undefined || logEnd === undefined ? "" : await host.logTail(logStart, logEnd, LOG_BYTES);
  return { run: { result, detail: ended.detail ?? ended.reason, log } };
}

function resultOf(runs: readonly CheckRun[], remarks: readonly string[]): StepResult {
  const bad = runs.filter((run) => run.result.status !== "success");
  const tests = [...new Set(bad.flatMap((run) => failingTests(run.log ?? "")))];
  const output: VerifyOutput = {
    status: bad.length === 0 ? "pass" : "fail",
    ...(tests.length > 0 ? { failingTests: tests } : {}),
    notes: checkNotes(runs, remarks),
  };
  const facts = { output, shape: "VerifyOutput" as const, checks: runs.map((run) => run.result) };
  if (bad.length === 0) return { ...facts, status: "success", reason: "exit_zero" };
  const names = sentenceList(bad.map((run) => shellLine(run.result.command)));
  const detail = `${bad.length} of ${count(runs.length, "check")} failed: ${names}`;
  const failure = { ...facts, status: "failed" as const, reason: "checks_failed", detail, permanent: true };
  // A program that is not on this machine no agent can put there.
  return bad.every((run) => run.result.exitCode === null && run.result.status === "failed" && isMissing(run))
    ? failure
    : { ...failure, sendBack: checkFeedback(runs, tests) };
}

const isMissing = (run: CheckRun) => (run.detail ?? "").includes("could not be started");

/** Nothing ran, so nothing may read as a pass: there is no output, and whoever reads is told. */
function nothingToCheck({ emit }: StepContext, why: string): StepResult {
  const detail = `Nothing was verified. ${why}`;
  emit({ type: "notice", level: "warning", code: "nothing_to_check", message: detail });
  return { status: "success", reason: "nothing_to_check", detail, checks: [] };
}

/** Whoever takes the checks away has passed none of them. */
function checksGone(why: string): StepResult {
  const detail = `The checks that were there before are gone. ${why}`;
  const output: VerifyOutput = { status: "fail", notes: detail };
  const sendBack = `${detail} Bring them back as they were, and make them pass by the code.`;
  const failure = { status: "failed", reason: "checks_failed", permanent: true } as const;
  return { ...failure, detail, output, shape: "VerifyOutput", checks: [], sendBack };
}

interface Remarks {
  words: string[];
  /** The run's own work changed the file that says how the repository checks itself. */
  changed: boolean;
}

/** What a reader should know about the checks besides how they ended; each is a notice too. */
async function remarksOf(context: StepContext, found: Found & { ok: true }, spec: ChecksSpec): Promise<Remarks> {
  const { evidence } = found;
  const words: string[] = [];
  const missing = missingCategories(evidence);
  const say = (level: "info" | "warning", code: string, message: string) => {
    words.push(message);
    context.emit({ type: "notice", level, code, message });
  };
  if (missing.length > 0 && (spec.only ?? "all") === "all")
    say("info", "not_found", `${evidence.file} has no ${missing.join(", no ")}.`);
  if (evidence.install && spec.install !== true)
    say(
      "warning",
      "dependencies_missing",
      `${evidence.install.missing}: a check that cannot find its tools fails because of this. Run ${shellLine(evidence.install.argv)} first, or start with install on.`,
    );
  const changes = await context.host.changes({ maxBytes: 0 });
  const changed = changes?.files.some((file) => file.path === evidence.file) ?? false;
  if (changed)
    say(
      "warning",
      "checks_changed",
      `${evidence.file}, which says how this repository checks itself, was changed in this run: read its diff.`,
    );
  return { words, changed };
}

/** Only where the run's work touched the manifest can the work be the cause. */
function failedInstall(run: CheckRun, found: Found & { ok: true }, remarks: Remarks): StepResult {
  const result = resultOf([run], remarks.words);
  const detail = `Dependencies of ${found.evidence.file} could not be installed: ${run.detail ?? "it failed"}`;
  const { sendBack, ...rest } = result;
  return remarks.changed ? { ...rest, sendBack, detail } : { ...rest, detail };
}
