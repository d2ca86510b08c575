import { z } from "zod";
import { AgentTask, WorkflowAgents } from "./agent.ts";
import { Instant, Name, RunId } from "./ids.ts";
import { LIMITS } from "./limits.ts";
import { RunKind } from "./status.ts";

export const InputValue = z.union([z.string(), z.number(), z.boolean()]);
export type InputValue = z.infer<typeof InputValue>;
export const InputValues = z.record(z.string(), InputValue);
export type InputValues = z.infer<typeof InputValues>;

/** The same as sent by somebody: bounded before a value is looked at, and without the one name that a record passes over. */
export const SentInputs = z
  .transform((sent: unknown, { issues }) => {
    if (typeof sent !== "object" || sent === null || Array.isArray(sent)) return sent;
    const names = Object.keys(sent);
    const refuse = (message: string, path: string[] = []) =>
      issues.push({ code: "custom", message, path, input: sent });
    if (names.length > LIMITS.inputsMax) refuse(`has ${names.length} values; send at most ${LIMITS.inputsMax}`);
    else if (names.includes("__proto__")) refuse("is not known here", ["__proto__"]);
    return sent;
  })
  .pipe(InputValues);

export const WorkspaceRef = z.object({ id: z.string().optional(), path: z.string(), name: z.string() });
export type WorkspaceRef = z.infer<typeof WorkspaceRef>;

/** Where a run comes from, for whoever has to trust its result. */
export const Provenance = z.object({
  argv: z.array(z.string()),
  cwd: z.string(),
  gitHead: z.string().optional(),
  gitBranch: z.string().optional(),
  gitDirty: z.boolean().optional(),
  versions: z.record(z.string(), z.string()),
});
export type Provenance = z.infer<typeof Provenance>;

/** Which run is gone on with. `from`: this step and all that need it run again; absent: from the first unfinished step. */
export const Resumes = z.object({ runId: RunId, from: Name.optional() });
export type Resumes = z.infer<typeof Resumes>;

/** `request.json`: everything that starts a run, written once by whoever starts it. Never holds the spec's text. */
export const RunRequest = z.object({
  v: z.literal(1),
  runId: RunId,
  kind: RunKind,
  workflow: Name,
  title: z.string(),
  inputs: InputValues,
  hasSpec: z.boolean(),
  workspace: WorkspaceRef.optional(),
  sessionId: z.string().optional(),
  /** Of a run of kind `prompt`; its prompt is spec.md. */
  agent: AgentTask.optional(),
  /** Of a workflow with agent steps. */
  agents: WorkflowAgents.optional(),
  /** Goes on with an earlier run of the same workflow: what finished there, before `from`, is kept and not done again. */
  resumes: Resumes.optional(),
  timeoutSeconds: z.number().int().positive().max(LIMITS.timeoutSecondsMax),
  stopGraceSeconds: z.number().nonnegative().max(600),
  requestedBy: z.string(),
  requestedVia: z.enum(["dashboard", "api", "cli"]),
  createdAt: Instant,
  idempotencyKey: z.string().max(200).optional(),
  /** Which definition was meant. `definition` is its snapshot, so that a later edit of the file changes no started run. */
  source: z.enum(["builtin", "store", "workspace", "adhoc"]),
  definition: z.unknown().optional(),
  provenance: Provenance.optional(),
});
export type RunRequest = z.infer<typeof RunRequest>;
