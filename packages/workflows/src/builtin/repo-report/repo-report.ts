import type { Builtin, EngineStep, Planned, ProgramWorld, StepContext } from "../../engine/engine-step.ts";
import { readDependencies } from "../../repository/read-dependencies.ts";
import { count } from "../../text.ts";
import { defineBuiltin } from "../define-builtin.ts";
import { readHistory } from "./read-history.ts";
import { type Scan, scanFiles } from "./scan-files.ts";
import { dependencySections, historySections, scanSections } from "./sections.ts";

/** What is in a repository, in one readable report. Reads only. */
export const repoReport: Builtin = {
  definition: defineBuiltin({
    name: "repo-report",
    title: "Repository report",
    description:
      "Languages and sizes, largest and most changed files, TODOs, dependencies and recent activity, as one readable report. Reads only; works without git.",
    workspace: "required",
    inputs: {},
  }),
  program: planRepoReport,
};

async function planRepoReport({ host }: ProgramWorld): Promise<Planned> {
  if (!host.workspace)
    return { ok: false, outcome: { status: "failed", reason: "workspace_missing", detail: "Choose a workspace." } };
  // The later steps look at the list of files that the first one made.
  let scan: Scan | undefined;
  const paths = () => scan?.paths ?? [];
  const steps = [
    reading("files", "Read the files", async (context) => {
      scan = await scanFiles(context);
      const { paths: _paths, ...data } = scan;
      context.host.print(
        `${count(scan.files, "file")}, ${count(scan.lines, "line")}, ${count(scan.todos.total, "marked place")}\n`,
      );
      return { data, report: scanSections(scan) };
    }),
    reading("history", "Read the history", async (context) => {
      const history = await readHistory(context, new Set(paths()));
      context.host.print(
        history.none === undefined ? `${count(history.read, "commit")} in the last year\n` : `${history.none}\n`,
      );
      return { data: history, report: historySections(history) };
    }),
    reading("dependencies", "Read the dependencies", async (context) => {
      const manifests = await readDependencies(context, paths());
      context.host.print(`${count(manifests.length, "manifest")}\n`);
      return { data: { manifests }, report: dependencySections(manifests) };
    }),
  ];
  return { ok: true, plan: { steps, keepGoing: false } };
}

function reading(
  id: string,
  title: string,
  read: (context: StepContext) => Promise<{ data: unknown; report: string }>,
): EngineStep {
  return {
    id,
    title,
    kind: "report",
    retries: 0,
    backoffSeconds: 0,
    continueOnError: false,
    run: async (context) => {
      const { data, report } = await read(context);
      return { status: "success", reason: "exit_zero", output: data, report };
    },
  };
}
