import { type FieldError, missingRunner, PromptBody, type RunRequest } from "@codex-toolloop/protocol";
import { cutText, newRunId, type Store } from "@codex-toolloop/store";
import { findRunner } from "../agents/list-runners.ts";
import { CliError } from "../cli-error.ts";
import { type Io, userName } from "../io.ts";
import type { PromptChoice } from "./choose-prompt.ts";
import { launchRun, type Started } from "./launch-run.ts";
import { provenance } from "./provenance.ts";
import { audit } from "./refuse.ts";

const TITLE_BYTES = 80;
/** A secret may go over several lines; what comes after the first few does not change the first. */
const TITLE_FROM = 64 * 1024;

/**
 * Checks a prompt, registers its workspace, writes the run directory and launches the run. Throws CliError for a prompt that
 * is refused (audited first), with what to install where the agent is missing.
 */
export async function startPrompt(io: Io, store: Store, prompt: string, choice: PromptChoice): Promise<Started> {
  const { settings } = store.settings();
  const { task, sessionId } = choice;
  if (settings.readOnly)
    await refuse(store, { path: "(setting)", message: "TOOLLOOP_READ_ONLY is on: no run may be started" });
  const text = PromptBody.shape.prompt.safeParse(prompt);
  if (!text.success) await refuse(store, { path: "prompt", message: text.error.issues[0]?.message ?? "is not valid" });
  const info = await findRunner(store, io.env, task.runner);
  if (!info.available) await refuse(store, { path: "--runner", message: missingRunner(task.runner, info) });
  const workspace = choice.workspace && choice.isNew ? await register(store, choice.workspace.path) : choice.workspace;
  const { argv, ...origin } = await provenance(io, workspace?.path);
  const request: RunRequest = {
    v: 1,
    runId: newRunId(),
    kind: "prompt",
    workflow: "prompt",
    title: titleOf(store, prompt),
    inputs: {},
    hasSpec: true,
    ...(workspace ? { workspace } : {}),
    ...(sessionId === undefined ? {} : { sessionId }),
    agent: { ...task, environment: info.environment },
    timeoutSeconds: task.options.timeoutSeconds ?? settings.runTimeoutSeconds,
    stopGraceSeconds: settings.stopGraceSeconds,
    requestedBy: userName(),
    requestedVia: "cli",
    createdAt: new Date().toISOString(),
    source: "adhoc",
    // The prompt stands in spec.md alone.
    provenance: { ...origin, argv: argv.map((word) => (word === prompt ? "(prompt)" : word)) },
  };
  return await launchRun(store, request, prompt, info.environment);
}

async function register(store: Store, path: string): Promise<NonNullable<PromptChoice["workspace"]>> {
  const record = await store.workspaces.add(path);
  return { id: record.id, path: record.localPath, name: record.displayName };
}

/** The first line that says something. Masked before it is cut: half a secret would not be recognised later. */
function titleOf(store: Store, prompt: string): string {
  const [line = ""] = store
    .redactor()
    .text(prompt.slice(0, TITLE_FROM))
    .split("\n")
    .filter((l) => l.trim() !== "");
  return cutText(line.trim(), TITLE_BYTES);
}

async function refuse(store: Store, error: FieldError): Promise<never> {
  await audit(store, "prompt", [error]);
  throw new CliError(`${error.path}: ${error.message}`);
}
