import type { AgentOptions, OutputShape, RunnerType, ToolKind } from "@codex-toolloop/protocol";

/** Everything about an agent step, whatever defined it: made into an `EngineStep` by `agentStep`. */
export interface AgentSpec {
  id: string;
  title: string;
  /** Who the agent is in this step, in a few words: `planner`. Stands at the head of its prompt. */
  role: string;
  runner: RunnerType;
  /** Template (see `template/`): data, no code. */
  prompt: string;
  /** What it must answer; absent: free text, which becomes `output` as a string. */
  output?: OutputContract | undefined;
  /** Model, sandbox, approval policy, most rounds of model and tools. */
  options: AgentOptions;
  tools?: readonly ToolKind[] | undefined;
  /** Of each attempt. */
  timeoutSeconds?: number | undefined;
  retries?: number;
  backoffSeconds?: number;
  continueOnError?: boolean;
  needs?: readonly string[] | undefined;
  /** `continue`: the conversation of the nearest agent step before it with the same runner; `{ step }`: of that one. */
  thread?: "new" | "continue" | { step: string };
  context?: ContextSpec | undefined;
}

/** A step that waits for a person's word. */
export interface ApproveSpec {
  id: string;
  title: string;
  /** Template, as markdown: what the person is asked. What the steps before it left is shown below it. */
  message?: string | undefined;
  needs?: readonly string[] | undefined;
  /** Which step a push back goes to; absent: the nearest agent step before it, else the first that it needs. */
  pushBackTo?: string | undefined;
  /** How often it may be reached in all; 10 when absent. A push back is not offered the last time. */
  rounds?: number | undefined;
}

/** What an answer must be. */
export interface OutputContract {
  /** JSON Schema, draft 2020-12. */
  schema: unknown;
  shape?: OutputShape | undefined;
  /** `problems` name the field and what is wrong with it, for a person and for the agent that is asked again. */
  parse(value: unknown): { ok: true; value: unknown } | { ok: false; problems: string[] };
}

/** What an agent gets to read beside its prompt: bounded, and kept as an artifact of the run. */
export interface ContextSpec {
  /** Estimated tokens (characters / 4) that the whole bundle may have. */
  budgetTokens: number;
  /** The tree of the repository with what its files declare. */
  repoMap?: boolean;
  /** What its manifests ask for, with the versions that its lock files hold and what those call deprecated. */
  dependencies?: boolean;
  /** Passages of files that the spec and the earlier outputs speak of. */
  excerpts?: boolean;
  /** What the earlier steps handed on, in short. */
  earlier?: boolean;
}
