import { existsSync, mkdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import type { RecordedWorkflow } from "@codex-toolloop/runners";
import type { RunWriter } from "@codex-toolloop/store";
import { gitLook } from "../changes/git-look.ts";

/** Folder below the run directory that a recorded workflow is played in. */
export const SAMPLE = "sample";
const GIT_MS = 10_000;

/** The user's configuration (signing, hooks, templates) has no say in it. */
const OURS = {
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "Codex ToolLoop",
  GIT_AUTHOR_EMAIL: "sample@codex-toolloop.invalid",
  GIT_COMMITTER_NAME: "Codex ToolLoop",
  GIT_COMMITTER_EMAIL: "sample@codex-toolloop.invalid",
};

export interface SampleWorld {
  writer: Pick<RunWriter, "runDir" | "writeFile">;
  environment: NodeJS.ProcessEnv;
}

/** The project that a recorded workflow works in: a checkout of its own, in which real checks may run. */
export interface SampleProject {
  /** Absolute real path. */
  path: string;
  /** What a recorded turn had changed. @returns false where it fits no more; what is there already is there. */
  apply(patch: string): Promise<boolean>;
}

/** Makes the sample project, one commit and what differed from it; one that is there already goes on. Throws without git. */
export async function sampleProject(world: SampleWorld, recorded: RecordedWorkflow): Promise<SampleProject> {
  const folder = join(world.writer.runDir, SAMPLE);
  const isNew = !existsSync(join(folder, ".git"));
  if (isNew) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = realpathSync(folder);
  const git = async (...args: string[]) =>
    (await gitLook({ workspace: path, environment: world.environment }, args, { timeoutMs: GIT_MS, env: OURS })).text;
  const apply = async (patch: string) =>
    (await git("apply", "--whitespace=nowarn", patch)) !== null ||
    (await git("apply", "--whitespace=nowarn", "--reverse", "--check", patch)) !== null;
  if (isNew) {
    for (const file of recorded.sampleFiles) world.writer.writeFile(`${SAMPLE}/${file.path}`, file.text);
    const made = [
      await git("init", "--quiet", "--template=", "--initial-branch=main"),
      await git("add", "--all"),
      await git("commit", "--quiet", "--message=The sample project"),
    ];
    if (made.includes(null)) throw new Error("The sample project could not be made: is git installed?");
    if (recorded.uncommitted !== undefined) await apply(recorded.uncommitted);
  }
  return { path, apply };
}
