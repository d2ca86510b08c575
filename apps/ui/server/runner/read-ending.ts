import { isFinal, type JobDetail, type RunSummary } from "@codex-toolloop/protocol";
import type { Store } from "@codex-toolloop/store";
import { z } from "zod";

const StepOutput = z.object({ exitCode: z.number().int().nullable().optional(), signal: z.string().optional() });

/** Far more than the head of a step's output needs; a script's own result behind it may be longer. */
const MAX_BYTES = 2 * 1024 * 1024;

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
    stepId === undefined ? null : store.readArtifact(run.runId, `step-outputs/${stepId}.json`, { maxBytes: MAX_BYTES }),
  ]);
  const kill_level = exit?.killLevel ?? run.killLevel;
  const step = output && parseStep(output.content);
  if (step) return { exit_code: step.exitCode, signal: step.signal, kill_level };
  return { exit_code: exit?.exitCode, signal: exit?.signal, kill_level };
}

function parseStep(text: string): z.infer<typeof StepOutput> | null {
  try {
    const parsed = StepOutput.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
