import { z } from "zod";
import { Name, RunId } from "./ids.ts";
import { LIMITS } from "./limits.ts";

/** The adapters for agents. `replay` plays a recorded run: no account, no key, no vendor's program. */
export const RunnerType = z.enum(["codex", "claude", "replay"]);
export type RunnerType = z.infer<typeof RunnerType>;

/** What an agent may touch. `read-only`: nothing; `workspace-write`: its folder; `full-access`: everything its user may. */
export const Sandbox = z.enum(["read-only", "workspace-write", "full-access"]);
export type Sandbox = z.infer<typeof Sandbox>;

/**
 * When an agent asks a person first. `always`: before anything that is not known to be harmless; `on-request`: where it
 * wants more than its sandbox gives; `never`: it does not ask, and what is not allowed is refused.
 */
export const ApprovalPolicy = z.enum(["always", "on-request", "never"]);
export type ApprovalPolicy = z.infer<typeof ApprovalPolicy>;

/**
 * What a person may answer. `approve_for_session` holds for the same thing in this session; `cancel` also ends the turn;
 * `push_back` (gates of a workflow only) sends the comment to an earlier step, which works again.
 */
export const Decision = z.enum(["approve", "approve_for_session", "decline", "cancel", "push_back"]);
export type Decision = z.infer<typeof Decision>;

/** How a prompt is run; kept per session, overridden per prompt, remembered per workspace. */
export const AgentOptions = z.strictObject({
  /** The vendor's name of a model; absent: the vendor's own default. */
  model: z
    .string()
    .trim()
    .regex(/^[\w.:/@[\]-]{1,100}$/, "must be a model's name: letters, digits and . : / @ - _ [ ]")
    .optional(),
  sandbox: Sandbox.default("workspace-write"),
  approvalPolicy: ApprovalPolicy.default("on-request"),
  /** Most rounds of model and tools in one prompt; absent: no limit of ours. */
  maxTurns: z.number().int().min(1).max(1000).optional(),
  timeoutSeconds: z.number().int().min(1).max(LIMITS.timeoutSecondsMax).optional(),
});
export type AgentOptions = z.infer<typeof AgentOptions>;
/** The same, each part optional: what overrides. */
export const AgentOptionsPatch = z.strictObject({
  model: AgentOptions.shape.model.nullable(),
  sandbox: Sandbox.optional(),
  approvalPolicy: ApprovalPolicy.optional(),
  maxTurns: AgentOptions.shape.maxTurns.nullable(),
  timeoutSeconds: AgentOptions.shape.timeoutSeconds.nullable(),
});
export type AgentOptionsPatch = z.infer<typeof AgentOptionsPatch>;

/** What a replay plays: a recording that ships with the product, by name, or a finished run of this store. */
export const ReplaySource = z.union([z.strictObject({ recording: Name }), z.strictObject({ runId: RunId })]);
export type ReplaySource = z.infer<typeof ReplaySource>;

/** The part of request.json that only an agent's turn has. The prompt is spec.md; the folder is `workspace.path`. */
export const AgentTask = z.object({
  runner: RunnerType,
  /** The vendor's conversation to go on with; absent: a new one. */
  threadId: z.string().max(200).optional(),
  options: AgentOptions,
  /** What was approved for the session earlier (`grantKey` of approval.requested). */
  grants: z.array(z.string().max(1000)).max(200).optional(),
  /** Names of the variables that its process gets beside the usual few: its own vendor's, and the network's. */
  environment: z.array(z.string().max(200)).max(200).optional(),
  /** For runner `replay`. `speed` 1 is the recording's own pace; 0 is as fast as can be. */
  replay: z.object({ source: ReplaySource, speed: z.number().min(0).max(1000) }).optional(),
});
export type AgentTask = z.infer<typeof AgentTask>;

/** The kinds of tools that a step may be limited to, in words of no vendor. */
export const ToolKind = z.enum(["read", "search", "edit", "shell", "web", "plan", "subagent"]);
export type ToolKind = z.infer<typeof ToolKind>;

/** The part of request.json that a workflow with agent steps has. */
export const WorkflowAgents = z.object({
  /** The runners that its steps may use, as the inputs chose them. */
  runners: z.array(RunnerType).min(1).max(3),
  /** Names of the variables that the run process gets for them beside the usual few. */
  environment: z.array(z.string().max(200)).max(400),
  /** For runner `replay`: which recorded workflow, by name. `speed` as in `AgentTask`. */
  replay: z.object({ recording: Name, speed: z.number().min(0).max(1000) }).optional(),
});
export type WorkflowAgents = z.infer<typeof WorkflowAgents>;

/** Where an adapter's program was found. `embedded` needs none. */
export const RunnerOrigin = z.enum(["setting", "node_modules", "global", "path", "embedded"]);

/** What this machine has of one runner: printed by `codex-toolloop runners --json`, shown by doctor and the console. */
export const RunnerInfo = z.object({
  runner: RunnerType,
  label: z.string(),
  available: z.boolean(),
  version: z.string().optional(),
  /** Absolute path of what is started or loaded. */
  program: z.string().optional(),
  from: RunnerOrigin.optional(),
  /** Which of its interfaces is used: app-server, exec, sdk, stream-json, replay. */
  mode: z.string().optional(),
  /** What this installation cannot do, said aloud (a fallback, say). */
  note: z.string().optional(),
  /** Why it is not available. */
  problem: z.string().optional(),
  /** The command that installs it. */
  install: z.string().optional(),
  /** Names of the variables of this environment that its processes get: its own vendor's, and the network's. */
  environment: z.array(z.string()),
  /** Names of models to offer; any other may be typed. */
  models: z.array(z.string()),
  /** Runner `replay` only: recorded prompts. */
  recordings: z
    .array(z.object({ name: Name, title: z.string(), vendor: z.enum(["codex", "claude"]), prompt: z.string() }))
    .optional(),
  /** Runner `replay` only: recorded workflows. */
  workflowRecordings: z.array(z.object({ name: Name, title: z.string(), workflow: Name })).optional(),
});
export type RunnerInfo = z.infer<typeof RunnerInfo>;

/** Why a runner cannot be used here, and what installs it, in sentences. @param info undefined: nothing is known of it. */
export function missingRunner(runner: RunnerType, info: RunnerInfo | undefined): string {
  const why = info?.problem ?? "It was not found.";
  const fix = info?.install ? ` Install it with: ${info.install}` : "";
  return `${info?.label ?? runner} is not available. ${why}${fix}`;
}
