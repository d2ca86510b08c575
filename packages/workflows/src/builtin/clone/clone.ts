import type { PreparedRun } from "../../contract.ts";
import { runCommandItem } from "../../engine/command-step.ts";
import type { Builtin, EngineStep, StepContext, StepResult } from "../../engine/engine-step.ts";
import { defineBuiltin } from "../define-builtin.ts";
import { type CloneInputs, cloneCommand, NETWORK_VARIABLES } from "./clone-command.ts";
import { cloneProblem } from "./clone-problem.ts";
import { followProgress } from "./follow-progress.ts";

/** What a problem is told from; git says it at the end. */
const LAST_WORDS = 8 * 1024;

/**
 * Clones a repository for the dashboard's import. Internal: it stands in no catalog, so neither the CLI nor a form nor
 * `POST /api/runs` starts it, and no file can take its name.
 */
export const cloneWorkspace: Builtin = {
  definition: defineBuiltin({
    name: "workspace.clone",
    title: "Import from git",
    description: "Clones a repository into the store, for the console's import. Started by the dashboard alone.",
    workspace: "none",
    inputs: {
      source_uri: { type: "string", required: true, label: "Repository", allowDash: false },
      path: { type: "string", required: true, label: "Folder", allowDash: false },
      display_name: { type: "string", required: false, label: "Name", allowDash: true },
      credentials_for: { type: "string", required: false, label: "Credentials for", allowDash: false },
    },
    env: NETWORK_VARIABLES,
  }),
  program: async ({ inputs }) => {
    const { source_uri, path, credentials_for } = inputs;
    const given = { source_uri: String(source_uri), path: String(path) };
    const step = cloneStep(
      credentials_for === undefined ? given : { ...given, credentials_for: String(credentials_for) },
    );
    return { ok: true, plan: { steps: [step], keepGoing: false } };
  },
};

/** What goes into request.json of a clone. The caller has checked the address and made the (empty) folder. */
export function prepareClone(inputs: CloneInputs, settings: { runTimeoutSeconds: number }): PreparedRun {
  const { definition } = cloneWorkspace;
  return {
    workflow: definition.name,
    title: definition.title ?? definition.name,
    kind: definition.kind,
    inputs: { ...inputs },
    timeoutSeconds: settings.runTimeoutSeconds,
    source: "builtin",
    needsWorkspace: false,
    hasSpec: false,
    definition,
  };
}

function cloneStep(inputs: CloneInputs): EngineStep {
  const { display } = cloneCommand(inputs);
  return {
    id: "clone",
    title: "Clone",
    kind: "command",
    command: display,
    retries: 0,
    backoffSeconds: 0,
    continueOnError: false,
    run: (context) => clone(context, inputs),
  };
}

/** One attempt. What is half made when it fails or is stopped goes again. */
async function clone(context: StepContext, inputs: CloneInputs): Promise<StepResult> {
  const { host } = context;
  const own = await host.capture(["git", "config", "--get", "core.sshCommand"]);
  const { argv, env, envAllow, display } = cloneCommand(inputs, own.ok ? own.stdout.trim() : undefined);
  const logStart = host.logSize();
  const following = followProgress(context, logStart);
  const spec = { id: "clone", title: "Clone", argv, display: display.join(" "), env, envAllow };
  const result = await runCommandItem(context, spec);
  await following.end();
  const { source_uri, path } = inputs;
  if (result.status === "success") {
    context.emit({ type: "step.progress", message: "Cloned", fraction: 1 });
    return { ...result, output: { source_uri, path }, report: `Cloned \`${source_uri}\` into \`${path}\`.` };
  }
  await host.removeFolder(path);
  // Stopped, or out of time: that is why, and not what git said as it ended.
  if (result.status !== "failed") return result;
  const words = await host.logTail(logStart, host.logSize(), LAST_WORDS);
  const spawn = result.reason === "spawn_error" ? (result.detail ?? "") : "";
  const problem = cloneProblem(`${words}\n${spawn}`, source_uri);
  return { ...result, ...problem, permanent: true };
}
