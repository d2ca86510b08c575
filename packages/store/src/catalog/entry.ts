import { RunStatus } from "@codex-toolloop/protocol";

/** What the list of runs keeps in memory for one run; the rest of its index line stays on disk until it is served. */
export interface Entry {
  id: string;
  createdMs: number;
  /** 0: not finished. */
  finishedMs: number;
  /** -1: unknown. */
  durationMs: number;
  status: RunStatus;
  kind: string;
  workflow: string;
  workspaceId: string;
  workspacePath: string;
  /** Of a prompt; empty for other runs. */
  sessionId: string;
  /** The run that it goes on with; empty for one that began anew. */
  resumes: string;
  /** Everything that a text query looks at: raw as it was read, masked and lower case once `masked` is set. */
  hay: string;
  /** Version of the rules that masked `hay`; empty: not yet. */
  masked: string;
  /** Place of its line in the index; length 0: it has none. */
  offset: number;
  length: number;
}

/** One line of the index, looked at but not yet validated in full: that happens when it is served. */
export type IndexLine = { kind: "run"; entry: Entry } | { kind: "deleted"; id: string };

const STATUSES = new Map<unknown, RunStatus>(RunStatus.options.map((status) => [status, status]));

/** Keeps one copy of strings that many runs share. */
export type Intern = (s: unknown) => string;

export function createIntern(): Intern {
  const kept = new Map<string, string>();
  return (s) => {
    if (typeof s !== "string") return "";
    const known = kept.get(s);
    if (known !== undefined) return known;
    kept.set(s, s);
    return s;
  };
}

/** @returns null for what is no line of an index. */
export function parseIndexLine(line: string, offset: number, length: number, intern: Intern): IndexLine | null {
  let raw: unknown;
  try {
    raw = JSON.parse(line);
  } catch {
    return null;
  }
  if (!isRecord(raw) || typeof raw.runId !== "string") return null;
  if (raw.deleted === true) return { kind: "deleted", id: raw.runId };
  const entry = toEntry(raw, offset, length, intern);
  return entry && { kind: "run", entry };
}

/** @param raw a run's meta, in shape or not. */
export function toEntry(raw: object, offset: number, length: number, intern: Intern): Entry | null {
  if (!isRecord(raw)) return null;
  const status = STATUSES.get(raw.status);
  const createdMs = typeof raw.createdAt === "string" ? Date.parse(raw.createdAt) : Number.NaN;
  if (!status || Number.isNaN(createdMs) || typeof raw.runId !== "string" || typeof raw.title !== "string") return null;
  const workspace = isRecord(raw.workspace) ? raw.workspace : {};
  const resumes = isRecord(raw.resumes) ? raw.resumes : {};
  const text = [raw.title, raw.workflow, workspace.name, raw.preview, raw.detail, raw.requestedBy, raw.runId];
  return {
    id: raw.runId,
    createdMs,
    finishedMs: typeof raw.finishedAt === "string" ? Date.parse(raw.finishedAt) || 0 : 0,
    durationMs: typeof raw.durationMs === "number" ? raw.durationMs : -1,
    status,
    kind: intern(raw.kind),
    workflow: intern(raw.workflow),
    workspaceId: intern(workspace.id),
    workspacePath: intern(workspace.path),
    sessionId: intern(raw.sessionId),
    resumes: intern(resumes.runId),
    hay: text.filter((part) => typeof part === "string").join("\n"),
    masked: "",
    offset,
    length,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
