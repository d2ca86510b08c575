import { listRecordings } from "@codex-toolloop/runners";
import type { Store } from "@codex-toolloop/store";
import { CliError } from "../cli-error.ts";
import { type Io, say } from "../io.ts";
import { choosePrompt, type PromptChoice, type PromptFlags } from "../start/choose-prompt.ts";
import { readSpec } from "../start/read-spec.ts";
import { startPrompt } from "../start/start-prompt.ts";
import { type ApprovalAnswers, askApprovals, canAsk, declineApprovals } from "../watch/answer-approvals.ts";
import { watchRun } from "../watch/watch-run.ts";

export interface RunPromptOptions extends PromptFlags {
  detach: boolean;
  json: boolean;
}

/** `run prompt TEXT|-`: starts it and shows it until it ends, asking what the agent asks. @returns the exit code. */
export async function runPromptCommand(
  io: Io,
  store: Store,
  text: string | undefined,
  options: RunPromptOptions,
): Promise<number> {
  const choice = await choosePrompt(io, store, options);
  const prompt = text === "-" ? await readSpec(io, "-") : (text ?? recordedPrompt(choice));
  const started = await startPrompt(io, store, prompt, choice);
  const answers = options.detach ? undefined : approvalAnswers(io, store, started.request.runId, choice, options.json);
  try {
    return await watchRun(io, store, started, { ...options, onEvent: answers?.onEvent });
  } finally {
    answers?.close();
  }
}

/** A replay answers no prompt: where none is given it is the one that was recorded. */
function recordedPrompt({ task }: PromptChoice): string {
  const source = task.replay?.source;
  if (!source) throw new CliError("give the prompt as an argument, or - to read it from standard input");
  const recording = "recording" in source ? listRecordings().find((r) => r.name === source.recording) : undefined;
  return recording?.prompt ?? "Play it again.";
}

function approvalAnswers(
  io: Io,
  store: Store,
  runId: string,
  { task }: PromptChoice,
  json: boolean,
): ApprovalAnswers | undefined {
  // A replay waits for nobody.
  if (task.runner === "replay") return undefined;
  if (canAsk(io) && !json) return askApprovals(io, store, runId);
  if (task.options.approvalPolicy !== "never")
    say(io, "There is no terminal to ask at: what the agent asks is declined (--approval never asks for nothing).");
  return declineApprovals(io, store, runId);
}
