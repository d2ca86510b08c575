import { realpath, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import type { FieldError, WorkspaceRecord } from "@codex-toolloop/protocol";
import type { WorkspaceBook } from "@codex-toolloop/store";

export type ResolvedWorkspace =
  /** `record` is absent for a folder that is not registered yet: `path` is then what to register. */
  { ok: true; record?: WorkspaceRecord; path?: string } | { ok: false; error: FieldError };

/** Which workspace does a start mean? By id, or by a folder's path; neither is none. Registers nothing. */
export async function resolveWorkspace(
  book: WorkspaceBook,
  body: { workspaceId?: string | undefined; workspace?: string | undefined },
): Promise<ResolvedWorkspace> {
  const wrong = (path: string, message: string): ResolvedWorkspace => ({ ok: false, error: { path, message } });
  if (body.workspaceId && body.workspace)
    return wrong("workspace", "name a folder or a registered workspace, not both");
  if (body.workspaceId) {
    const record = await book.get(body.workspaceId);
    return record ? { ok: true, record } : wrong("workspaceId", "there is no such workspace; it may have been removed");
  }
  if (!body.workspace) return { ok: true };
  if (body.workspace.includes("\0")) return wrong("workspace", "must not hold a NUL character");
  const typed = body.workspace.replace(/^~(?=\/|$)/, () => homedir());
  if (!isAbsolute(typed)) return wrong("workspace", "must be an absolute path (beginning with / or ~/)");
  try {
    const path = await realpath(join(typed));
    if (!(await stat(path)).isDirectory()) return wrong("workspace", "is a file; choose the folder it lies in");
    const record = (await book.list()).find((w) => w.localPath === path);
    return record ? { ok: true, record } : { ok: true, path };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    return wrong("workspace", code === "EACCES" ? "cannot be opened: permission denied" : "there is no such folder");
  }
}
