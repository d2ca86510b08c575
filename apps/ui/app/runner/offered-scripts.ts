import type { RunnerService, ScriptInfo } from "../../lib/contract.ts";

/** A script as the form offers it; `repoId` where it is so in this repo alone: its own, or with a problem only there. */
export type OfferedScript = ScriptInfo & { repoId?: string };

/**
 * The scripts of every repo at once, so that choosing a repo asks nobody: those of the store, then what differs in each
 * repo.
 * @param repoIds the repos to look at: the trusted ones, which bring scripts of their own, and the one that is chosen
 */
export async function offeredScripts(
  runner: Pick<RunnerService, "scripts">,
  repoIds: Iterable<string>,
): Promise<OfferedScript[]> {
  const shared = await runner.scripts();
  const usual = new Map(shared.map((s) => [s.key, s.problem]));
  const special = await Promise.all(
    [...new Set(repoIds)].map(async (repoId) => {
      const all = await runner.scripts(repoId);
      return all
        .filter((s) => !usual.has(s.key) || usual.get(s.key) !== s.problem)
        .map((s): OfferedScript => ({ ...s, repoId }));
    }),
  );
  return [...shared, ...special.flat()];
}

/** The scripts that may run in a repo; in none (empty): those of the store. */
export function scriptsIn(offered: readonly OfferedScript[], repoId: string): OfferedScript[] {
  return once(offered.filter((s) => s.repoId === undefined || s.repoId === repoId).toReversed()).toReversed();
}

/** Every script by its key, whichever repo it is of. */
export function everyScript(offered: readonly OfferedScript[]): OfferedScript[] {
  return once(offered);
}

/** Of scripts with one key the first. */
function once(scripts: readonly OfferedScript[]): OfferedScript[] {
  const seen = new Set<string>();
  return scripts.filter((s) => !seen.has(s.key) && seen.add(s.key));
}
