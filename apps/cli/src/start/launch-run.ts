import { basename } from "node:path";
import { childEnvironment, type Launched, launch, strongestKillLevel } from "@codex-toolloop/process";
import type { RunRequest } from "@codex-toolloop/protocol";
import type { Store } from "@codex-toolloop/store";
import { CliError, messageOf } from "../cli-error.ts";
import { freshBundle } from "./fresh-bundle.ts";
import { runCommandLine } from "./run-command-line.ts";

export interface Started {
  request: RunRequest;
  runDir: string;
  launched: Launched;
}

/**
 * Writes the run directory and launches the run. Throws CliError for a launcher that cannot work.
 * @param spec the text that becomes spec.md. @param allow names of variables that the run process gets besides the usual few.
 */
export async function launchRun(
  store: Store,
  request: RunRequest,
  spec: string | undefined,
  allow: readonly string[],
): Promise<Started> {
  await freshBundle();
  const runDir = await store.createRun(request, request.hasSpec ? spec : undefined);
  try {
    const launched = await launch({
      argv: runCommandLine(runDir),
      cwd: request.workspace?.path ?? runDir,
      env: childEnvironment(process.env, allow),
      runId: request.runId,
      runDir,
      deadlineSeconds: request.timeoutSeconds,
      graceSeconds: request.stopGraceSeconds,
      level: await strongestKillLevel(store.settings().settings.killLevel),
    });
    return { request, runDir, launched };
  } catch (error) {
    throw new CliError(`${basename(runDir)} could not be launched: ${messageOf(error)}`, 1);
  }
}
