import { isFinal, type JobDetail, type RunSummary } from "@codex-toolloop/protocol";
import type { Store } from "@codex-toolloop/store";
import { z } from "zod";

const StepOutput = z.object({ exitCode: z.number().int().nullable().optional(), signal: z.string().optional() });

/** Far more than the head of a step's output needs. */
const HEAD_BYTES = 256 * 1024;
/** Where a script's own result begins, the last field of the file. No text holds a line break, no field inside stands as far left. */
const RESULT = ',\n  "output": ';

/**
 * How the script itself ended, from its step's output; from the launcher's exit.json where the run process never wrote one.
 * @param stepId of its one step.
 */
export async function readEnding(
  store: Store,
  run: RunSummary,
  stepId: string | undefined,
): Promise<Pick<JobDetail, "exit_code" | "signal" | "kill_level">> {
  if (!isFinal(run.status)) return { kill_level: run.killLevel };
  const [exit, output] = await Promise.all([
    store.readExit(run.runId),
    stepId === undefined
      ? null
      : store.readArtifact(run.runId, `step-outputs/${stepId}.json`, { maxBytes: HEAD_BYTES }),
  ]);
  const kill_level = exit?.killLevel ?? run.killLevel;
  const step = output && parseStep(output.content);
  if (step) return { exit_code: step.exitCode, signal: step.signal, kill_level };
  return { exit_code: exit?.exitCode, signal: exit?.signal, kill_level };
}

/** @param text the beginning of the file: a result may be of any length, and is not needed. */
function parseStep(text: string): z.infer<typeof StepOutput> | null {
  const end = text.indexOf(RESULT);
  try {
    const parsed = StepOutput.safeParse(JSON.parse(end < 0 ? text : `${text.slice(0, end)}}`));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
