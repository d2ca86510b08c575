import { closeSync } from "node:fs";
import { join } from "node:path";
import { type AgentTask, parseEventLine, RunMeta, RunRequest } from "@codex-toolloop/protocol";
import { readAtSync, readSmallSync } from "../fs/read-at.ts";
import { parseJson } from "../fs/read-records.ts";
import { openRegularSync } from "../fs/safe-open.ts";
import { runDirOf } from "./run-dir.ts";
import { cutWords } from "./spill.ts";

const SMALL = 4 * 1024 * 1024;

/** meta.json as it is, else a queued run made from request.json; undefined where there is neither. */
export function initialMeta(root: string, runId: string): RunMeta | undefined {
  const dir = runDirOf(root, runId);
  const meta = RunMeta.safeParse(parseJson(readSmallSync(join(dir, "meta.json"), root, SMALL) ?? ""));
  if (meta.success) return meta.data;
  const request = RunRequest.safeParse(parseJson(readSmallSync(join(dir, "request.json"), root, SMALL) ?? ""));
  if (!request.success) return undefined;
  const spec = request.data.hasSpec ? readSmallSync(join(dir, "spec.md"), root, SMALL) : null;
  return metaFromRequest(request.data, spec ?? undefined);
}

/** The first snapshot of a run: queued, with what its request says. @param spec for the preview, its first line. */
export function metaFromRequest(request: RunRequest, spec?: string): RunMeta {
  const line = spec?.split("\n").find((text) => text.trim() !== "");
  const preview = line && cutWords(line.trim(), 200);
  return {
    v: 1,
    runId: request.runId,
    kind: request.kind,
    workflow: request.workflow,
    title: request.title,
    ...(request.workspace ? { workspace: request.workspace } : {}),
    ...(request.sessionId ? { sessionId: request.sessionId } : {}),
    ...(request.agent ? agentFacts(request.agent) : {}),
    ...(request.agents?.replay ? { replayOf: { recording: request.agents.replay.recording } } : {}),
    ...(request.resumes ? { resumes: request.resumes } : {}),
    requestedBy: request.requestedBy,
    requestedVia: request.requestedVia,
    createdAt: request.createdAt,
    status: "queued",
    ...(preview ? { preview } : {}),
  };
}

function agentFacts({ runner, threadId, replay }: AgentTask): Partial<RunMeta> {
  return { runner, ...(threadId ? { threadId } : {}), ...(replay ? { replayOf: replay.source } : {}) };
}

/** `seq` of the last event in a file of `size` bytes, -1 where there is none. Reads the end only. */
export function lastSeq(root: string, path: string, size: number): number {
  const opened = openRegularSync(path, root);
  if (!opened) return -1;
  try {
    // Two records at most: a torn one and the whole one before it.
    const length = Math.min(size, 600 * 1024);
    const lines = readAtSync(opened.fd, size - length, length)
      .toString("utf8")
      .split("\n");
    for (let i = lines.length - 1; i >= 0; i--) {
      const event = parseEventLine(lines[i] ?? "");
      if (event && event.seq >= 0) return event.seq;
    }
    return -1;
  } finally {
    closeSync(opened.fd);
  }
}
