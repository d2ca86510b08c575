import { randomUUID } from "node:crypto";
import type { KillLevel } from "@codex-toolloop/protocol";
import type { RunCatalog, Store } from "@codex-toolloop/store";
import type { KillLevelProbe, Supervisor } from "@codex-toolloop/supervisor";
import type { Dashboard } from "../lib/contract.ts";
import { createAgents } from "./agents/create-agents.ts";
import { createRunnerList } from "./agents/runners/runner-list.ts";
import { gitFacts } from "./git-facts.ts";
import { readHealth } from "./health.ts";
import { createHub } from "./hub.ts";
import type { Log } from "./log.ts";
import { createMetrics } from "./metrics.ts";
import { createCatalogReader } from "./read-catalog.ts";
import { resumable } from "./resume/resumable.ts";
import { resumeRun } from "./resume/resume-run.ts";
import { cliProgram, execProgram, ownPath } from "./run-command-line.ts";
import type { RunSecrets } from "./run-secrets.ts";
import { createRunner } from "./runner/create-runner.ts";
import { shareCalls } from "./share-calls.ts";
import { type StartContext, startRun } from "./start-run.ts";
import { stopRun } from "./stop-run.ts";

export interface DashboardParts {
  store: Store;
  catalog: RunCatalog;
  supervisor: Supervisor;
  /** The repository's root. */
  root: string;
  version: string;
  address: string;
  killLevel: KillLevel;
  probes: KillLevelProbe[];
  auth: { mode: "peer" | "token"; enforcement: string[] };
  log: Log;
  /** Shared with whoever launches the runs. */
  secrets: RunSecrets;
}

/** The one live object, from its parts. Nothing here keeps the process alive. */
export function createDashboard(parts: DashboardParts): Dashboard {
  const { store, catalog, supervisor, version, log } = parts;
  const serverId = randomUUID();
  const startedAt = new Date();
  const versions = {
    "codex-toolloop": version,
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
  };
  const hub = createHub({
    serverId,
    store,
    catalog,
    supervisor,
    onError: (error) => log.error("a run's events could not be read", error),
  });
  const metrics = createMetrics({ catalog, supervisor, hub, version });

  const workflows = createCatalogReader(store);
  const starts: StartContext = {
    store,
    supervisor,
    workflows,
    runners: createRunnerList(store, { cliProgram: cliProgram(parts.root), root: parts.root, env: process.env }),
    versions,
    searchPath: process.env.PATH && ownPath(process.env.PATH, parts.root),
    argvOf: (runDir) => [process.execPath, execProgram(parts.root), runDir],
    // Many starts at once in one folder ask git once.
    gitFacts: shareCalls((folder: string) => gitFacts(folder)),
    onError: (error) => log.error("a refusal could not be written to the audit", error),
  };

  return {
    serverId,
    version,
    startedAt,
    address: parts.address,
    store,
    catalog,
    supervisor,
    hub,
    settings: () => store.settings(),
    // For people to see; a start uses the definitions as they are.
    workflows: async (workspaceId) => store.redactor().json(await workflows(workspaceId)),
    startRun: (body, caller) => startRun(starts, body, caller),
    resumeRun: (runId, body, caller) => resumeRun({ ...starts, catalog }, runId, body, caller),
    resumable: (runId) => resumable({ store, catalog }, runId),
    stopRun: (runId, caller, body) => stopRun({ store, supervisor }, runId, caller, body),
    agents: createAgents({
      ...{ ...starts, catalog, supervisor, hub, secrets: parts.secrets },
      onError: (error) => log.error("the Agent Console could not keep its books", error),
    }),
    runner: createRunner({ ...starts, catalog, supervisor }),
    run: async (runId) => catalog.get(runId) ?? null,
    health: () => readHealth({ ...parts, versions, startedAt, workflows, searchPath: starts.searchPath }),
    metrics,
  };
}
