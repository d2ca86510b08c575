import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { childEnvironment, launch, strongestKillLevel } from "@codex-toolloop/process";
import { isFinal, RunEvent, type RunMeta, type RunRequest, StepOutput } from "@codex-toolloop/protocol";
import { newRunId, openStore, type Store } from "@codex-toolloop/store";
import { parseWorkflowFile } from "@codex-toolloop/workflows";
import { expect, vi } from "vitest";
import { makeRepo } from "../../support/git-repo.ts";
import { startModelServer } from "../../support/model-server/model-server.ts";
import type { ModelServer } from "../../support/model-server/script.ts";
import { vendorEnvironment, vendorPrograms } from "./vendor-environment.ts";

const EXEC = join(import.meta.dirname, "../../../apps/cli/dist/exec.mjs");
const WITHIN = { timeout: 60_000, interval: 20 };

/** Workflows of real agents in processes of their own, below a launcher, as a start makes them; no dashboard. */
export interface WorkflowBench {
  model: ModelServer;
  store: Store;
  /** A checkout with one commit. */
  workspace: string;
  start(yaml: string, more?: Partial<RunRequest>): Promise<string>;
  meta(runId: string): Promise<RunMeta>;
  events(runId: string): RunEvent[];
  output(runId: string, step: string): StepOutput;
  file(runId: string, path: string): string;
  /** Resolves when the launcher says that nothing is left of the run. */
  ended(runId: string): Promise<RunMeta>;
  /** Resolves when so much waits for a person. */
  waiting(runId: string, count: number): Promise<string[]>;
  decide(runId: string, approvalId: string, decision: string, comment?: string): Promise<void>;
  close(): Promise<void>;
}

export async function workflowBench(): Promise<WorkflowBench> {
  const model = await startModelServer();
  const vendors = await vendorEnvironment(model.url);
  const base = realpathSync(mkdtempSync(join(tmpdir(), "toolloop-workflow-")));
  const workspace = join(base, "app");
  mkdirSync(workspace);
  await makeRepo(workspace, { "a.txt": "old\n" });
  const store = await openStore(join(base, "store"), { create: true, env: {} });
  const environment = { ...vendors.env, TOOLLOOP_CODEX_BIN: vendorPrograms().codex };
  const level = await strongestKillLevel("subreaper");
  const file = (runId: string, path: string) => readFileSync(join(store.runDir(runId), path), "utf8");
  const meta = async (runId: string) => {
    const found = await store.readMeta(runId);
    if (!found) throw new Error(`run ${runId} has no meta.json yet`);
    return found;
  };
  return {
    model,
    store,
    workspace,
    file,
    meta,
    async start(yaml, more = {}) {
      const [parsed] = parseWorkflowFile({ text: yaml, path: "test.yaml", source: "store" });
      if (!parsed?.ok) throw new Error(`the test's workflow cannot be read: ${JSON.stringify(parsed)}`);
      const { definition } = parsed;
      const runId = newRunId();
      const runDir = await store.createRun({
        ...{ v: 1, runId, kind: "workflow", workflow: definition.name, title: definition.name, inputs: {} },
        ...{ hasSpec: false, workspace: { path: workspace, name: "app" }, timeoutSeconds: 120, stopGraceSeconds: 10 },
        ...{ requestedBy: "me", requestedVia: "cli", createdAt: new Date().toISOString(), source: "store" },
        agents: { runners: ["codex", "claude"], environment: Object.keys(environment) },
        definition,
        ...more,
      });
      await launch({
        argv: [process.execPath, EXEC, runDir],
        cwd: workspace,
        env: { ...childEnvironment(process.env, []), ...environment },
        ...{ runId, runDir, deadlineSeconds: 120, graceSeconds: 10, level },
      });
      return runId;
    },
    events: (runId) =>
      file(runId, "events.jsonl")
        .trimEnd()
        .split("\n")
        .map((line) => RunEvent.parse(JSON.parse(line))),
    output: (runId, step) => StepOutput.parse(JSON.parse(file(runId, `step-outputs/${step}.json`))),
    ended: (runId) =>
      vi.waitFor(async () => {
        expect(await store.readExit(runId)).not.toBeNull();
        return await meta(runId);
      }, WITHIN),
    waiting: (runId, count) =>
      vi.waitFor(async () => {
        const { approvals = [], status, detail } = await meta(runId);
        if (isFinal(status)) throw new Error(`the run has ended: ${status} ${detail}`);
        expect(approvals).toHaveLength(count);
        return approvals.map((a) => a.approvalId).sort();
      }, WITHIN),
    decide: (runId, approvalId, decision, comment) =>
      store.appendControl(runId, {
        v: 1,
        at: new Date().toISOString(),
        by: "ada",
        type: "approval",
        approvalId,
        decision,
        ...(comment === undefined ? {} : { comment }),
      }),
    async close() {
      await store.close();
      await model.close();
      await vendors.remove();
      rmSync(base, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
