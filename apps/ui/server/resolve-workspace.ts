import { realpath, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import type { FieldError, WorkspaceRecord } from "@codex-toolloop/protocol";
import type { WorkspaceBook } from "@codex-toolloop/store";

export type ResolvedWorkspace =
  /** `record` is absent for a folder that is not registered yet: `path` is then what to register. */
  | { ok: true; record?: WorkspaceRecord; path?: string }
  /** 403 for a workspace that is disabled. */
  | { ok: false; status: 400 | 403; error: FieldError };

/** Which workspace does a start mean? By id, or by a folder's path; neither is none. Registers nothing. */
export async function resolveWorkspace(
  book: WorkspaceBook,
  body: { workspaceId?: string | undefined; workspace?: string | undefined },
): Promise<ResolvedWorkspace> {
  const wrong = (path: string, message: string): ResolvedWorkspace => ({
    ok: false,
    status: 400,
    error: { path, message },
  });
  if (body.workspaceId && body.workspace)
    return wrong("workspace", "name a folder or a registered workspace, not both");
  if (body.workspaceId) {
    const record = await book.get(body.workspaceId);
    return record
      ? usable(record, "workspaceId")
      : wrong("workspaceId", "there is no such workspace; it may have been removed");
  }
  if (!body.workspace) return { ok: true };
  if (body.workspace.includes("\0")) return wrong("workspace", "must not hold a NUL character");
  const typed = body.workspace.replace(/^~(?=\/|$)/, () => homedir());
  if (!isAbsolute(typed)) return wrong("workspace", "must be an absolute path (beginning with / or ~/)");
  try {
    const path = await realpath(join(typed));
    if (!(await stat(path)).isDirectory()) return wrong("workspace", "is a file; choose the folder it lies in");
    const record = (await book.list()).find((w) => w.localPath === path);
    return record ? usable(record, "workspace") : { ok: true, path };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    return wrong("workspace", code === "EACCES" ? "cannot be opened: permission denied" : "there is no such folder");
  }
}

/** A workspace that is disabled is known, and still nothing may start in it. */
function usable(record: WorkspaceRecord, path: string): ResolvedWorkspace {
  if (!record.disabled) return { ok: true, record };
  return { ok: false, status: 403, error: { path, message: disabledMessage(record) } };
}

/** Why nothing starts in a workspace that is disabled, and what to do. */
export function disabledMessage({ displayName }: Pick<WorkspaceRecord, "displayName">): string {
  return `${displayName} is disabled: enable it on the page Workspaces, or choose another`;
}
