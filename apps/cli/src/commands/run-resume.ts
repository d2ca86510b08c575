import type { Store } from "@codex-toolloop/store";
import { type Io, say } from "../io.ts";
import { type ResumeOptions, resumeRun } from "../start/resume-run.ts";
import { watchAndAnswer } from "../watch/watch-and-answer.ts";

/** `run resume <id>`: goes on with a run that has ended, as a new run, and shows that until it ends. @returns the exit code. */
export async function runResumeCommand(
  io: Io,
  store: Store,
  idPart: string,
  options: ResumeOptions & { detach: boolean; json: boolean },
): Promise<number> {
  const started = await resumeRun(io, store, idPart, options);
  const { runId, from } = started.request.resumes ?? {};
  say(io, `goes on with ${runId}${from === undefined ? "" : `, from step ${from}`}`);
  return await watchAndAnswer(io, store, started, options);
}
