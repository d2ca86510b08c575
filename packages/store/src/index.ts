/** Where is a run on disk, and how is it read and written? */

export { lineStart, liveOfLine, sameFolder } from "./catalog/run-line.ts";
export type * from "./contract.ts";
export { dashboardLogPath } from "./dashboard-log.ts";
export { findStoreRoot } from "./find-store-root.ts";
export { appendLine } from "./fs/append-line.ts";
export { makeDir } from "./fs/make-dir.ts";
export { parseRecords, type Records, readRecords } from "./fs/read-records.ts";
export { replaceFile } from "./fs/replace-file.ts";
export { lockStore } from "./lock/lock-store.ts";
export { newRunId } from "./new-run-id.ts";
export { openStore } from "./open-store.ts";
export { createRedactor } from "./redact/create-redactor.ts";
export { metaFromRequest } from "./run/initial-state.ts";
export { openRunWriter } from "./run/run-writer.ts";
export { cutText, cutWords } from "./run/spill.ts";
export { checkStarts, type Startable, type StartFinding } from "./starts/check-starts.ts";
export { folderProblem } from "./starts/folder-problem.ts";
export { type FileSearch, missingFile } from "./starts/missing-file.ts";
export { StoreError, toStoreError } from "./store-error.ts";
export { workspaceId } from "./workspace-book.ts";
