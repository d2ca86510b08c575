import { LIMITS, RunId, type RunRequest } from "@codex-toolloop/protocol";
import { dashboard } from "../../lib/server.ts";
import { limitValues } from "./start-body.ts";

type Values = Record<string, string>;

/** The form of an earlier run, as a person may see it (redacted), or null where there is no such run. */
export async function rerunValues(runId: string): Promise<{ request: RunRequest; values: Values } | null> {
  if (!RunId.safeParse(runId).success) return null;
  const { store } = dashboard();
  const request = await store.readRequest(runId);
  if (!request) return null;
  const workspaces = await store.workspaces.list();
  const known = workspaces.find((w) => w.localPath === request.workspace?.path);
  const spec = request.hasSpec ? await store.readArtifact(runId, "spec.md", { maxBytes: LIMITS.specBytes }) : null;
  return {
    request,
    values: {
      from: runId,
      workflow: request.workflow,
      ...redacted(known ? inputValues(request) : { ...inputValues(request), ...pathValue(request) }),
      ...(spec ? { spec: spec.content } : {}),
      ...(known ? { workspaceId: known.id } : {}),
      ...limitValues(request.timeoutSeconds),
    },
  };
}

/**
 * The same values with what redaction had masked put back, where the field was left as it was shown: "run again" means
 * the same input, not its asterisks. What was edited is taken as it is.
 */
export async function originalValues(values: Values): Promise<Values> {
  const { from } = values;
  if (!from || !RunId.safeParse(from).success) return values;
  const { store } = dashboard();
  const request = await store.readRequest(from);
  if (!request) return values;
  const spec = request.hasSpec ? await store.readSpec(from) : undefined;
  const raw: Values = { ...inputValues(request), ...pathValue(request), ...(spec === undefined ? {} : { spec }) };
  const shown = redacted(raw);
  const unedited = Object.keys(raw).filter((key) => plain(values[key]) === plain(shown[key]));
  return { ...values, ...Object.fromEntries(unedited.map((key) => [key, raw[key] ?? ""])) };
}

function inputValues(request: RunRequest): Values {
  return Object.fromEntries(Object.entries(request.inputs).map(([k, v]) => [`inputs.${k}`, String(v)]));
}

function pathValue({ workspace }: RunRequest): Values {
  return workspace ? { workspacePath: workspace.path } : {};
}

function redacted(values: Values): Values {
  const redactor = dashboard().store.redactor();
  return Object.fromEntries(Object.entries(values).map(([k, v]) => [k, redactor.text(v)]));
}

/** A text area gives line ends back as CRLF. */
function plain(text: string | undefined): string | undefined {
  return text?.replace(/\r\n/g, "\n");
}
