import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RunProvenance, type RunRequest, StepOutput } from "@codex-toolloop/protocol";
import type { Runner } from "@codex-toolloop/runners";
import { newRunId, openRunWriter } from "@codex-toolloop/store";
import { type AbortReason, type EngineOutcome, parseWorkflowFile } from "@codex-toolloop/workflows";
import { runInDirectory } from "../../src/exec/run-in-directory.ts";
import type { PromptStore } from "./prompt-run.ts";

/** A workspace that is a checkout with one commit. */
export function checkout({ workspace }: PromptStore): (...args: string[]) => string {
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=T", "-c", "user.email=t@example.com", ...args], {
      cwd: workspace,
      encoding: "utf8",
    });
  writeFileSync(join(workspace, "a.txt"), "old\n");
  git("init", "-q");
  git("add", ".");
  git("commit", "-qm", "Begin");
  return git;
}

/** Makes the directory of a workflow's run, from YAML. @returns its request. */
export async function workflowRequest(
  { store, workspace }: PromptStore,
  yaml: string,
  more: Partial<RunRequest> = {},
  spec?: string,
): Promise<RunRequest> {
  const [file] = parseWorkflowFile({ source: "store", path: "test.yaml", text: yaml });
  if (!file?.ok) throw new Error(`the test's workflow cannot be read: ${JSON.stringify(file)}`);
  const request: RunRequest = {
    v: 1,
    runId: newRunId(),
    kind: "workflow",
    workflow: file.definition.name,
    title: file.definition.name,
    inputs: {},
    hasSpec: spec !== undefined,
    workspace: { path: workspace, name: "app" },
    agents: { runners: ["codex"], environment: [] },
    timeoutSeconds: 60,
    stopGraceSeconds: 20,
    requestedBy: "me",
    requestedVia: "cli",
    createdAt: "2026-01-01T00:00:00.000Z",
    source: "store",
    definition: file.definition,
    ...more,
  };
  await store.createRun(request, spec);
  return request;
}

export interface Executed {
  outcome: Promise<EngineOutcome>;
  stop(reason?: AbortReason): void;
}

/** Executes the run in this process, as exec does between run.started and run.finished, which it writes too. */
export function executeWorkflow({ store }: PromptStore, request: RunRequest, runner: Runner): Executed {
  const controller = new AbortController();
  const stop = (reason: AbortReason = "stop_requested") => controller.abort(reason);
  const writer = openRunWriter(store.root, request.runId);
  writer.writeMeta({ status: "running" });
  const stops = { signal: controller.signal, stop, setDeadline() {}, close() {} };
  const run = { request, writer, root: store.root, stops, runnerOf: async () => runner };
  const end = async (): Promise<EngineOutcome> => {
    try {
      const outcome = await runInDirectory(run);
      writer.writeMeta({ status: outcome.status, reason: outcome.reason });
      return outcome;
    } finally {
      writer.close();
    }
  };
  return { outcome: end(), stop };
}

/** A file of a run's directory; undefined where it is not there. */
export function fileOf({ store }: PromptStore, runId: string, path: string): string | undefined {
  const file = join(store.runDir(runId), path);
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

export function outputOf(t: PromptStore, runId: string, step: string): StepOutput {
  return StepOutput.parse(JSON.parse(fileOf(t, runId, `step-outputs/${step}.json`) ?? "null"));
}

export function provenanceOf(t: PromptStore, runId: string): RunProvenance {
  return RunProvenance.parse(JSON.parse(fileOf(t, runId, "provenance.json") ?? "null"));
}
