import type { Repo } from "@codex-toolloop/protocol";
import type { Store } from "@codex-toolloop/store";
import { repoProblem } from "./find-repo.ts";

/** See `RunnerService.repos`: every workspace, also one that no job may start in, with the reason. */
export async function listRepos(store: Store): Promise<Repo[]> {
  const records = await store.workspaces.list();
  const repos = await Promise.all(
    records.map(async (record): Promise<Repo> => {
      const problem = await repoProblem(record);
      return {
        id: record.id,
        name: record.displayName,
        path: record.localPath,
        enabled: problem === undefined,
        ...(problem !== undefined && { problem }),
      };
    }),
  );
  return store.redactor().json(repos);
}
