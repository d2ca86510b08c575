import type { ControlLine, RunMeta, RunnerType } from "@codex-toolloop/protocol";
import type { Runner } from "@codex-toolloop/runners";
import { openRunWriter } from "@codex-toolloop/store";
import type { HostQuestion, HostTurn } from "@codex-toolloop/workflows";
import { type AgentHost, agentHost } from "../../src/exec/agent/agent-host.ts";
import { type PromptStore, promptRequest } from "./prompt-run.ts";

export interface TestHost extends AgentHost {
  runId: string;
  /** The patches of meta.json as they were written, and what they came to. */
  meta(): Promise<RunMeta | null>;
  approve(approvalId: string, decision: string, comment?: string): void;
  steer(text: string): void;
}

/** The agents of a run in a temporary store, with adapters of the test's. */
export async function testHost(t: PromptStore, runners: Partial<Record<RunnerType, Runner>>): Promise<TestHost> {
  const { runId } = await promptRequest(t, { runner: "codex" });
  const writer = openRunWriter(t.store.root, runId);
  const host = agentHost({
    runnerOf: async (type) => {
      const runner = runners[type];
      if (!runner) throw new Error(`the test has no runner ${type}`);
      return runner;
    },
    lookup: { codexBin: "", claudeBin: "", installRoots: [], env: process.env },
    writer,
    emit: (event) => void writer.emit(event),
    writeMeta: (patch) => void writer.writeMeta(patch),
    cwd: t.workspace,
    graceMs: 100,
    environment: process.env,
  });
  const line = { v: 1, at: new Date().toISOString(), by: "ada" } as const;
  const say = (words: ControlLine) => host.control(words);
  return {
    ...host,
    runId,
    meta: () => t.store.readMeta(runId),
    approve: (approvalId, decision, comment) =>
      say({ ...line, type: "approval", approvalId, decision, ...(comment === undefined ? {} : { comment }) }),
    steer: (text) => say({ ...line, type: "steer", text }),
  };
}

/** A turn of a step with nothing special. */
export function turnOf(stepId: string, more: Partial<HostTurn> = {}): HostTurn {
  return {
    stepId,
    turnKey: `${stepId}.1.1`,
    runner: "codex",
    prompt: `Do ${stepId}.`,
    options: { sandbox: "workspace-write", approvalPolicy: "on-request" },
    signal: new AbortController().signal,
    ...more,
  };
}

export function questionOf(approvalId: string, more: Partial<HostQuestion> = {}): HostQuestion {
  return {
    stepId: "gate",
    approvalId,
    title: "Go on?",
    decisions: ["approve", "decline", "push_back"],
    signal: new AbortController().signal,
    ...more,
  };
}
