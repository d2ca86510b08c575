import type { OutputShape } from "@codex-toolloop/protocol";
import type { WorkflowHost } from "../contract.ts";
import type { ContextSpec } from "../engine/agent-spec.ts";

/** What a context pack is made of: `buildContextPack(world)`. */
export interface ContextWorld {
  wants: ContextSpec;
  host: Pick<WorkflowHost, "workspace" | "readSpec" | "now">;
  signal: AbortSignal;
  /** What the steps before handed on, in their order. */
  earlier: readonly EarlierOutput[];
  /** What the step was told when it was sent back. */
  feedback?: string | undefined;
}

export interface EarlierOutput {
  step: string;
  title: string;
  output: unknown;
  shape?: OutputShape | undefined;
}

/** A bounded bundle that an agent reads beside its prompt. */
export interface ContextPack {
  /** Begins with a table of its sections. Never longer than the budget. */
  markdown: string;
  /** Estimated: characters / 4, rounded up. */
  tokens: number;
  budget: number;
  sections: ContextSection[];
}

export interface ContextSection {
  title: string;
  tokens: number;
  /** There was more than fits. */
  cut: boolean;
}
