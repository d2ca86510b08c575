import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { RunId, type RunMeta } from "@codex-toolloop/protocol";
import { metaFromRequest, type Store } from "@codex-toolloop/store";
import { CliError } from "../cli-error.ts";

/**
 * The run that a person means by an id, or by the first or last characters of one.
 * Throws CliError when there is none, or more than one.
 */
export async function findRun(store: Store, idPart: string): Promise<RunMeta> {
  const part = idPart.toLowerCase();
  if (!/^[0-9a-f-]{4,36}$/.test(part))
    throw new CliError(`"${idPart.slice(0, 64)}" is no run id; give at least 4 of its first or last characters`);
  const found = (await store.catalog()).find(part);
  if (found.kind === "many") throw new CliError(`${found.count} runs match "${part}"; give more characters of the id`);
  if (found.kind === "one") return (await store.readMeta(found.run.runId)) ?? found.run;
  return findUnlisted(store, part);
}

/** A run that has not begun (it waits in the dashboard's queue, or its launcher failed) has a directory but no index line. */
async function findUnlisted(store: Store, part: string): Promise<RunMeta> {
  const names = await readdir(join(store.root, "runs")).catch(() => []);
  const matches = names.filter((n) => RunId.safeParse(n).success && (n.startsWith(part) || n.endsWith(part)));
  const [runId] = matches;
  if (runId === undefined || matches.length > 1) {
    const what = matches.length > 1 ? `${matches.length} runs match` : "there is no run";
    throw new CliError(`${what} "${part}"; list runs with: codex-toolloop run list`);
  }
  const meta = await store.readMeta(runId);
  if (meta) return meta;
  const request = await store.readRequest(runId);
  if (!request) throw new CliError(`the run ${runId} has no readable request.json in ${store.runDir(runId)}`, 1);
  return metaFromRequest(request);
}
