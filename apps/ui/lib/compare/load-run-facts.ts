import { RunId, RunProvenance } from "@codex-toolloop/protocol";
import type { Dashboard } from "../contract.ts";
import { loadDiffIndex } from "../diff/load-diff.ts";
import type { RunFacts } from "./compare-runs.ts";

const SPEC_BYTES = 64 * 1024;
const REPORT_BYTES = 256 * 1024;
const PROVENANCE_BYTES = 4 * 1024 * 1024;

/** One run as `compareRuns` wants it; null where there is no such run. */
export async function loadRunFacts(
  { store, run: find }: Pick<Dashboard, "store" | "run">,
  runId: string,
): Promise<RunFacts | null> {
  const run = RunId.safeParse(runId).success ? await find(runId) : null;
  if (!run) return null;
  const text = async (path: string, maxBytes: number) =>
    (await store.readArtifact(runId, path, { maxBytes }))?.content ?? null;
  const [request, steps, spec, report, provenance] = await Promise.all([
    store.readRequest(runId),
    store.readSteps(runId),
    text("spec.md", SPEC_BYTES),
    text("final-report.md", REPORT_BYTES),
    text("provenance.json", PROVENANCE_BYTES),
  ]);
  const changedFiles = changedFilesOf(provenance) ?? (await changedInDiff(store, runId));
  return { run, inputs: store.redactor().json(request?.inputs ?? {}), spec, ...steps, changedFiles, report };
}

function changedFilesOf(provenance: string | null): RunFacts["changedFiles"] {
  if (provenance === null) return null;
  try {
    return RunProvenance.safeParse(JSON.parse(provenance)).data?.changedFiles ?? null;
  } catch {
    return null;
  }
}

/** Of a run that was ended before it wrote its provenance: what its diff names. */
async function changedInDiff(store: Dashboard["store"], runId: string): Promise<RunFacts["changedFiles"]> {
  const files = await loadDiffIndex(store, runId);
  return (
    files?.map(({ path, from, binary, added, deleted }) => ({
      path,
      ...(from === undefined ? {} : { from }),
      ...(binary ? {} : { added, deleted }),
    })) ?? null
  );
}
