import { dashboardStream } from "./dashboard-stream.ts";
import { health } from "./health.ts";
import type { Route } from "./http/route.ts";
import { metrics } from "./metrics.ts";
import { cancel } from "./runner/cancel.ts";
import { download } from "./runner/download.ts";
import { job } from "./runner/job.ts";
import { jobs } from "./runner/jobs.ts";
import { logs as jobLogs } from "./runner/logs.ts";
import { repos } from "./runner/repos.ts";
import { scripts } from "./runner/scripts.ts";
import { approval } from "./runs/approval.ts";
import { artifact } from "./runs/artifact.ts";
import { artifacts } from "./runs/artifacts.ts";
import { compare } from "./runs/compare.ts";
import { detail } from "./runs/detail.ts";
import { events } from "./runs/events.ts";
import { logTimes } from "./runs/log-times.ts";
import { logs } from "./runs/logs.ts";
import { receipt } from "./runs/receipt.ts";
import { resume } from "./runs/resume.ts";
import { run } from "./runs/run.ts";
import { runs } from "./runs/runs.ts";
import { steer } from "./runs/steer.ts";
import { steps } from "./runs/steps.ts";
import { stop } from "./runs/stop.ts";
import { prompt } from "./sessions/prompt.ts";
import { runners } from "./sessions/runners.ts";
import { session } from "./sessions/session.ts";
import { sessionRuns } from "./sessions/session-runs.ts";
import { sessions } from "./sessions/sessions.ts";
import { workspaceSessions } from "./sessions/workspace-sessions.ts";
import { worktree, worktreeCommit, worktreeDiscard, worktreeMerge } from "./sessions/worktree.ts";
import { workflows } from "./workflows.ts";
import { files } from "./workspaces/files.ts";
import { importGit } from "./workspaces/import-git.ts";
import { importLocal } from "./workspaces/import-local.ts";
import { removal } from "./workspaces/removal.ts";
import { scan } from "./workspaces/scan.ts";
import { workspace } from "./workspaces/workspace.ts";
import { workspaces } from "./workspaces/workspaces.ts";

/**
 * Every address of the API. `:name` stands for one part of a path, `*name` for the rest of it; the first row that fits
 * answers, so a fixed word stands above a name in its place.
 */
export const ROUTES: Readonly<Record<string, Route>> = {
  "/api/health": health,
  "/api/metrics": metrics,
  "/api/workflows": workflows,
  "/api/events": dashboardStream,
  "/api/runs": runs,
  "/api/runs/compare": compare,
  "/api/runs/:runId": run,
  "/api/runs/:runId/detail": detail,
  "/api/runs/:runId/events": events,
  "/api/runs/:runId/logs": logs,
  "/api/runs/:runId/log-times": logTimes,
  "/api/runs/:runId/steps": steps,
  "/api/runs/:runId/resume": resume,
  "/api/runs/:runId/stop": stop,
  "/api/runs/:runId/receipt": receipt,
  "/api/runs/:runId/approvals/:approvalId": approval,
  "/api/runs/:runId/steer": steer,
  "/api/runs/:runId/artifacts": artifacts,
  "/api/runs/:runId/artifacts/*path": artifact,
  "/api/runner/repos": repos,
  "/api/runner/scripts": scripts,
  "/api/runner/jobs": jobs,
  "/api/runner/jobs/:jobId": job,
  "/api/runner/jobs/:jobId/cancel": cancel,
  "/api/runner/jobs/:jobId/logs": jobLogs,
  "/api/runner/jobs/:jobId/download": download,
  "/api/runners": runners,
  "/api/sessions": sessions,
  "/api/sessions/:sessionId": session,
  "/api/sessions/:sessionId/prompt": prompt,
  "/api/sessions/:sessionId/runs": sessionRuns,
  "/api/sessions/:sessionId/worktree": worktree,
  "/api/sessions/:sessionId/worktree/commit": worktreeCommit,
  "/api/sessions/:sessionId/worktree/merge": worktreeMerge,
  "/api/sessions/:sessionId/worktree/discard": worktreeDiscard,
  "/api/workspaces": workspaces,
  "/api/workspaces/import-local": importLocal,
  "/api/workspaces/import": importGit,
  "/api/workspaces/scan": scan,
  "/api/workspaces/:workspaceId": workspace,
  "/api/workspaces/:workspaceId/files": files,
  "/api/workspaces/:workspaceId/removal": removal,
  "/api/workspaces/:workspaceId/sessions": workspaceSessions,
};
