import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import type { WorkspaceRecord } from "@codex-toolloop/protocol";
import { type Store, StoreError } from "@codex-toolloop/store";
import { CliError } from "../cli-error.ts";
import { type Io, print } from "../io.ts";
import { jsonLine } from "../render/sanitise.ts";
import { table } from "../render/table.ts";

/** `workspace list`. */
export async function workspaceListCommand(io: Io, store: Store, json: boolean): Promise<number> {
  const all = await store.workspaces.list();
  if (json) print(io, jsonLine(all));
  else if (all.length === 0) print(io, "no workspaces yet; add one with: codex-toolloop workspace add DIR");
  else
    print(
      io,
      table(
        ["ID", "TRUSTED", "ENABLED", "NAME", "PATH"],
        all.map((w) => [w.id, w.trusted ? "yes" : "no", w.disabled ? "no" : "yes", w.displayName, w.localPath]),
      ),
    );
  return 0;
}

/** `workspace add DIR`: makes it known; its own workflows stay out until it is trusted. */
export async function workspaceAddCommand(
  io: Io,
  store: Store,
  dir: string,
  name: string | undefined,
): Promise<number> {
  const record = await addFolder(io, store, dir, name);
  print(io, `${record.id} ${record.localPath}`);
  return 0;
}

/** `workspace trust|untrust DIR`: whether its own `.codex-toolloop/workflows` may run. */
export async function workspaceTrustCommand(io: Io, store: Store, which: string, trusted: boolean): Promise<number> {
  const known = await findWorkspace(io, store, which);
  const record = known ?? (trusted ? await addFolder(io, store, which) : undefined);
  if (!record) throw new CliError(notKnown(which));
  await store.workspaces.setTrusted(record.id, trusted);
  const files = await store.readWorkspaceWorkflowFiles(record.localPath);
  const words = trusted ? "is trusted: its workflows may run" : "is not trusted any more";
  print(io, `${record.localPath} ${words}${files.length > 0 ? ` (${files.map((f) => f.name).join(", ")})` : ""}`);
  return 0;
}

/** `workspace enable|disable DIR|ID`: whether anything may start in it. */
export async function workspaceEnableCommand(io: Io, store: Store, which: string, enabled: boolean): Promise<number> {
  const record = await findWorkspace(io, store, which);
  if (!record) throw new CliError(notKnown(which));
  await store.workspaces.setDisabled(record.id, !enabled);
  print(
    io,
    `${record.localPath} is ${enabled ? "enabled" : "disabled: nothing new starts in it; what runs or waits goes on"}`,
  );
  return 0;
}

/** `workspace remove DIR|ID`: forgets it; the folder stays. One with sessions is the dashboard's to remove. */
export async function workspaceRemoveCommand(io: Io, store: Store, which: string): Promise<number> {
  const record = await findWorkspace(io, store, which);
  if (!record) throw new CliError(notKnown(which));
  const sessions = store.sessions.count(record.id);
  if (sessions > 0)
    throw new CliError(
      `${record.localPath} has ${sessions === 1 ? "a session" : `${sessions} sessions`} of the Agent Console, which would be lost with their runs: remove it in the dashboard, which names them`,
    );
  await store.workspaces.remove(record.id);
  print(io, `${record.localPath} is off the list; the folder is as it was`);
  return 0;
}

/** A path that is no folder is a mistake of the command line, not of the store. */
async function addFolder(io: Io, store: Store, dir: string, name?: string): Promise<WorkspaceRecord> {
  try {
    return await store.workspaces.add(resolve(io.cwd, dir), name);
  } catch (error) {
    if (error instanceof StoreError && (error.code === "invalid" || error.code === "denied"))
      throw new CliError(`DIR: ${error.message}`);
    throw error;
  }
}

async function findWorkspace(io: Io, store: Store, which: string): Promise<WorkspaceRecord | undefined> {
  let path = resolve(io.cwd, which);
  try {
    path = realpathSync(path);
  } catch {
    // A folder that has gone can still be removed from the list, by its path or id.
  }
  return (await store.workspaces.list()).find((w) => w.id === which || w.localPath === path);
}

function notKnown(which: string): string {
  return `${which} is not on the list of workspaces; see: codex-toolloop workspace list`;
}
