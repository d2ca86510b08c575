import { createHash } from "node:crypto";
import type { RunRequest } from "@codex-toolloop/protocol";

/** JSON with sorted keys and without undefined members: equal values give equal text, whatever order they came in. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((v) => canonicalJson(v ?? null)).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value)
      .filter(([, v]) => v !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([k, v]) => `${JSON.stringify(k)}:${canonicalJson(v)}`);
    return `{${members.join(",")}}`;
  }
  return JSON.stringify(value) ?? "null";
}

/**
 * What two requests with one idempotency key must have in common: everything the user said, nothing that the server
 * added (id, time, title, provenance, the definition's snapshot unless it is the request itself).
 * @returns hex SHA-256
 */
export function payloadHash(request: RunRequest, spec: string | undefined): string {
  const said = {
    kind: request.kind,
    workflow: request.workflow,
    inputs: request.inputs,
    workspace: request.workspace?.id ?? request.workspace?.path,
    sessionId: request.sessionId,
    resumes: request.resumes,
    // The thread and what was granted are the session's, and change with each prompt.
    agent: request.agent && {
      runner: request.agent.runner,
      options: request.agent.options,
      replay: request.agent.replay,
    },
    replay: request.agents?.replay,
    timeoutSeconds: request.timeoutSeconds,
    spec: spec === undefined ? undefined : createHash("sha256").update(spec).digest("hex"),
    definition: request.source === "adhoc" ? request.definition : undefined,
  };
  return createHash("sha256").update(canonicalJson(said)).digest("hex");
}
