import type { NeededFiles, WorkspaceRecord } from "@codex-toolloop/protocol";
import type { Store } from "../contract.ts";
import { folderProblem } from "./folder-problem.ts";
import { missingFile } from "./missing-file.ts";

/** What of a catalog can be looked at on disk. */
export interface Startable {
  /** Definitions that need a file or a program. */
  entries: { name: string; needs: NeededFiles }[];
  /** Why definitions cannot be used at all, in sentences. */
  broken: string[];
}

/** One line of a doctor. */
export interface StartFinding {
  name: "scripts" | "definitions" | "workspaces";
  level: "ok" | "info" | "warn";
  message: string;
  fix?: string;
}

/**
 * Can what is offered be started: are the definitions valid, the scripts' files there and executable, the workspaces there
 * and enabled? For the doctors of terminal and dashboard. Redacted.
 * @param options.startable of the store, or of one trusted workspace alone. @param options.searchPath the PATH of a run.
 */
export async function checkStarts(
  store: Pick<Store, "workspaces" | "redactor">,
  options: { startable(workspace?: WorkspaceRecord): Promise<Startable>; searchPath: string | undefined },
): Promise<StartFinding[]> {
  const workspaces = await store.workspaces.list();
  const scripts: StartFinding[] = [];
  const definitions: StartFinding[] = [];
  let checked = 0;
  for (const workspace of [undefined, ...workspaces.filter((w) => w.trusted)]) {
    const { entries, broken } = await options.startable(workspace);
    checked += entries.length;
    for (const { name, needs } of entries) {
      const search = { workspacePath: workspace?.localPath, searchPath: options.searchPath };
      const problem = await missingFile(needs, search);
      if (problem !== undefined) scripts.push({ name: "scripts", level: "warn", message: `${name}: ${problem}` });
    }
    for (const message of broken)
      definitions.push({ name: "definitions", level: "warn", message, fix: "correct the file" });
  }
  if (scripts.length === 0) scripts.push({ name: "scripts", level: "ok", message: `${checked} can be started` });
  return store.redactor().json([...scripts, ...definitions, ...(await workspaceFindings(workspaces))]);
}

async function workspaceFindings(workspaces: WorkspaceRecord[]): Promise<StartFinding[]> {
  const name = "workspaces";
  const findings: StartFinding[] = [];
  for (const { localPath, disabled } of workspaces) {
    const problem = await folderProblem(localPath);
    if (problem !== undefined) findings.push({ name, level: "warn", message: problem });
    else if (disabled) {
      const fix = `codex-toolloop workspace enable ${localPath}`;
      findings.push({ name, level: "info", message: `${localPath} is disabled: nothing starts in it`, fix });
    }
  }
  return findings.length > 0
    ? findings
    : [{ name, level: "ok", message: `${workspaces.length} registered, all there` }];
}
