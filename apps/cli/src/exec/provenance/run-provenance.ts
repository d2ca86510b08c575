import type { ChangedFile, RunProvenance, RunRequest } from "@codex-toolloop/protocol";
import { VERSION } from "../../start/provenance.ts";
import { gitLook } from "../changes/git-look.ts";
import type { SnapshotWorld } from "../changes/snapshot.ts";
import type { AgentsUsed } from "./agents-used.ts";
import { type GitState, gitState } from "./git-state.ts";

export interface ProvenanceWorld {
  request: Pick<RunRequest, "runId" | "provenance" | "resumes">;
  /** Where the agents worked; absent without a folder. */
  place?: SnapshotWorld | undefined;
  environment: NodeJS.ProcessEnv;
  used: Pick<AgentsUsed, "agents" | "versions">;
  /** Versions that are known otherwise: of a recording's vendors. */
  versions?: Readonly<Record<string, string>> | undefined;
}

/**
 * The end of `provenance.json`, to be called when the run's work is over. Never rejects: what cannot be told is absent.
 * @param withinMs how long an answer that is still to come is waited for.
 */
export type Finish = (changedFiles: ChangedFile[] | undefined, withinMs: number) => Promise<RunProvenance>;

/** Looks at the workspace as it is now, beside whatever else goes on, and again at the end. */
export function runProvenance(world: ProvenanceWorld): Finish {
  const { request, place, used } = world;
  const before = place ? gitState(place).catch(() => undefined) : undefined;
  const programs = ownVersions(world);
  return async (changedFiles, withinMs) => {
    const after = place ? await gitState(place, AbortSignal.timeout(withinMs)).catch(() => undefined) : undefined;
    const versions = {
      ...request.provenance?.versions,
      ...(await programs),
      ...world.versions,
      ...(await used.versions(withinMs)),
    };
    const git = gitOf(await before, after);
    return {
      v: 1,
      runId: request.runId,
      argv: request.provenance?.argv ?? [],
      ...(git ? { git } : {}),
      versions,
      agents: used.agents(),
      ...(changedFiles ? { changedFiles } : {}),
      ...(request.resumes ? { resumes: request.resumes } : {}),
    };
  };
}

function gitOf(before: GitState | undefined, after: GitState | undefined): RunProvenance["git"] {
  if (!before && !after) return undefined;
  const branch = after?.branch ?? before?.branch;
  return {
    ...(before?.head === undefined ? {} : { headBefore: before.head }),
    ...(after?.head === undefined ? {} : { headAfter: after.head }),
    ...(branch === undefined ? {} : { branch }),
    ...(before?.dirty === undefined ? {} : { dirtyBefore: before.dirty }),
    ...(after?.dirty === undefined ? {} : { dirtyAfter: after.dirty }),
  };
}

/** Of this program, and of what it ran with. */
async function ownVersions({ place, environment }: ProvenanceWorld): Promise<Record<string, string>> {
  const workspace = place?.workspace ?? process.cwd();
  const said = await gitLook({ workspace, environment }, ["--version"], { timeoutMs: 2000 });
  const git = /\d[\w.]*/.exec(said.text ?? "")?.[0];
  return { "codex-toolloop": VERSION, node: process.versions.node, ...(git === undefined ? {} : { git }) };
}
