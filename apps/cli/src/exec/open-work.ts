import type { RunRequest } from "@codex-toolloop/protocol";
import { openWorkflowRecording, type RecordedWorkflow } from "@codex-toolloop/runners";
import { type RunWriter, type Store, StoreError } from "@codex-toolloop/store";
import type { EngineOutcome } from "@codex-toolloop/workflows";
import { openWorkspace } from "./open-workspace.ts";
import { type SampleProject, sampleProject } from "./replay/sample-project.ts";
import { type Earlier, readEarlier } from "./resume/read-earlier.ts";
import { takeOver } from "./resume/take-over.ts";

/** What a workflow's run works with, beside its definition. */
export interface Work {
  /** The folder that it works in, by its real path. */
  workspace?: { path: string; name: string } | undefined;
  /** The run that it goes on with. */
  earlier?: Earlier | undefined;
  /** The recorded workflow that it plays, and where. */
  replay?: { recorded: RecordedWorkflow; sample: SampleProject; speed: number } | undefined;
  hasSpec: boolean;
}

type Opened = { ok: true; work: Work } | { ok: false; outcome: EngineOutcome };

/** Finds all that the request names. A run whose workspace, recording or earlier run is not there fails before anything is started. */
export async function openWork(
  request: RunRequest,
  writer: RunWriter,
  store: Promise<Store>,
  environment: NodeJS.ProcessEnv,
): Promise<Opened> {
  const workspace = openWorkspace(request);
  if (workspace === null)
    return failed("workspace_missing", `The workspace ${request.workspace?.path} is not there any more.`);
  const { resumes } = request;
  const found = resumes && (await readEarlier(await store, request, resumes));
  if (found?.ok === false) return failed("resume_missing", found.message);
  const copied = found ? takeOver(found.earlier, writer.runDir) : [];
  const work: Work = { workspace, earlier: found?.earlier, hasSpec: request.hasSpec || copied.includes("spec.md") };
  return request.agents?.replay
    ? await openReplayed(work, request.agents.replay, writer, environment)
    : { ok: true, work };
}

async function openReplayed(
  work: Work,
  { recording, speed }: NonNullable<NonNullable<RunRequest["agents"]>["replay"]>,
  writer: RunWriter,
  environment: NodeJS.ProcessEnv,
): Promise<Opened> {
  const recorded = openWorkflowRecording(recording);
  if (!recorded) return failed("replay_missing", `There is no recorded workflow "${recording}".`);
  try {
    const sample = await sampleProject({ writer, environment }, recorded);
    const workspace = { path: sample.path, name: "Sample project" };
    writer.writeMeta({ workspace });
    const { spec } = recorded.recording;
    // What the recorded run was asked: whoever reads the replay would else not know what its agents work on.
    if (!work.hasSpec && spec !== "") writer.writeFile("spec.md", spec);
    const hasSpec = work.hasSpec || spec !== "";
    return { ok: true, work: { ...work, workspace, hasSpec, replay: { recorded, sample, speed } } };
  } catch (error) {
    if (error instanceof StoreError) throw error;
    return failed("replay_unreadable", error instanceof Error ? error.message : String(error));
  }
}

function failed(reason: string, detail: string): Opened {
  return { ok: false, outcome: { status: "failed", reason, detail } };
}
