import { createHash } from "node:crypto";
import { realpathSync, statSync } from "node:fs";
import { basename, isAbsolute, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { WorkspaceRecord } from "@codex-toolloop/protocol";
import type { WorkspaceBook } from "./contract.ts";
import { appendLine } from "./fs/append-line.ts";
import { readRecords } from "./fs/read-records.ts";
import { errnoOf, StoreError, toStoreError } from "./store-error.ts";

/** The registered folders: `workspaces.jsonl`, append-only, last line per id wins, removed by a tombstone. */
export function createWorkspaceBook(root: string): WorkspaceBook {
  const path = join(root, "workspaces.jsonl");
  const readAll = async (): Promise<WorkspaceRecord[]> => {
    try {
      return (await readRecords(path, root, WorkspaceRecord)).records;
    } catch (error) {
      throw toStoreError(error, "read", path);
    }
  };
  const read = async (): Promise<Map<string, WorkspaceRecord>> => {
    const book = new Map<string, WorkspaceRecord>();
    for (const record of await readAll()) {
      if (record.deleted) book.delete(record.id);
      else book.set(record.id, record);
    }
    return book;
  };
  const write = (record: WorkspaceRecord): WorkspaceRecord => {
    appendLine(path, JSON.stringify(record), { fsync: true });
    return record;
  };
  const need = async (id: string): Promise<WorkspaceRecord> => {
    const record = (await read()).get(id);
    if (!record) throw new StoreError("not_found", `there is no workspace ${JSON.stringify(id)}; add the folder first`);
    return record;
  };
  /** One change after the other: each is made of what the one before has written. */
  let last: Promise<unknown> = Promise.resolve();
  const alone = <T>(change: () => Promise<T>): Promise<T> => {
    const mine = last.then(change);
    last = mine.catch(() => {});
    return mine;
  };
  const add = async (folder: string, displayName: string | undefined): Promise<WorkspaceRecord> => {
    const localPath = realFolder(folder);
    const id = workspaceId(localPath);
    const known = (await read()).get(id);
    const name = displayName?.trim().slice(0, 120);
    if (known && (!name || name === known.displayName)) return known;
    if (known && name) return write({ ...known, displayName: name });
    return write({
      v: 1,
      id,
      displayName: name || basename(localPath).slice(0, 120) || "/",
      sourceType: "local",
      localPath,
      createdAt: new Date().toISOString(),
      trusted: false,
    });
  };
  return {
    async list() {
      return [...(await read()).values()];
    },
    async get(id) {
      return (await read()).get(id) ?? null;
    },
    add: (folder, displayName) => alone(() => add(folder, displayName)),
    addClone: ({ path: folder, displayName, sourceUri, runId }) =>
      alone(async () => {
        if ((await readAll()).some((record) => record.cloneRunId === runId)) return null;
        const record = await add(folder, displayName);
        return write({ ...record, sourceType: "github", sourceUri, cloned: true, cloneRunId: runId });
      }),
    async clonesAt(path) {
      return (await readAll()).flatMap((r) => (r.localPath === path && r.cloneRunId ? [r.cloneRunId] : []));
    },
    setTrusted: (id, trusted) =>
      alone(async () => {
        const record = await need(id);
        return record.trusted === trusted ? record : write({ ...record, trusted });
      }),
    setDisabled: (id, disabled) =>
      alone(async () => {
        const { disabled: before = false, ...record } = await need(id);
        if (before === disabled) return { ...record, ...(before && { disabled: true }) };
        return write({ ...record, ...(disabled && { disabled: true }) });
      }),
    remember: (id, choice) =>
      alone(async () => {
        const record = await need(id);
        return isDeepStrictEqual(record.remembered, choice) ? record : write({ ...record, remembered: choice });
      }),
    remove: (id) => alone(async () => void write({ ...(await need(id)), deleted: true })),
  };
}

/** The id of a folder: the same for the same real path, in every store. */
export function workspaceId(realPath: string): string {
  return `ws_${createHash("sha256").update(realPath).digest("hex").slice(0, 12)}`;
}

function realFolder(folder: string): string {
  const shown = JSON.stringify(folder);
  if (!isAbsolute(folder) || folder.includes("\0"))
    throw new StoreError(
      "invalid",
      `${shown} is no absolute path; give the folder's whole path, such as /home/me/project`,
    );
  try {
    const path = realpathSync(folder);
    if (statSync(path).isDirectory()) return path;
  } catch (error) {
    if (errnoOf(error) === "EACCES")
      throw new StoreError(
        "denied",
        `${shown} cannot be entered by this user; change its permissions or choose another`,
      );
    throw new StoreError("invalid", `there is no folder ${shown}; check the spelling, or make it first`, {
      cause: error,
    });
  }
  throw new StoreError("invalid", `${shown} is a file, not a folder; give the folder that holds it`);
}
