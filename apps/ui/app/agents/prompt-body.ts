import type { AgentOptions, FieldError, ReplaySource } from "@codex-toolloop/protocol";

type Values = Readonly<Record<string, string>>;

/** `recording:<name>` or `run:<id>`, as the select of recordings sends it; undefined where nothing was chosen. */
export function replaySource(value: string | undefined): ReplaySource | undefined {
  if (value?.startsWith("recording:")) return { recording: value.slice(10) };
  return value?.startsWith("run:") ? { runId: value.slice(4) } : undefined;
}

/**
 * The body of a prompt from its form. An option whose field is empty is taken back (`null`); one without a field is left
 * as the session has it. What is no number is sent as it is, and refused with its field.
 */
export function promptBody(values: Values): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  if (values.model !== undefined) options.model = values.model.trim() || null;
  if (values.sandbox !== undefined) options.sandbox = values.sandbox;
  if (values.approvalPolicy !== undefined) options.approvalPolicy = values.approvalPolicy;
  if (values.maxTurns !== undefined) options.maxTurns = numberOr(values.maxTurns);
  if (values.timeoutSeconds !== undefined) options.timeoutSeconds = numberOr(values.timeoutSeconds);
  return {
    prompt: (values.prompt ?? "").replace(/\r\n/g, "\n"),
    ...(Object.keys(options).length > 0 && { options }),
    ...(values.speed !== undefined && values.speed !== "" && { speed: Number(values.speed) }),
    ...(values.idempotency_key && { idempotency_key: values.idempotency_key }),
  };
}

function numberOr(text: string): number | string | null {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  return /^-?\d+(\.\d+)?$/.test(trimmed) ? Number(trimmed) : trimmed;
}

/** The fields of the options as a form shows them. */
export function optionValues(options: AgentOptions | undefined): Record<string, string> {
  return {
    model: options?.model ?? "",
    sandbox: options?.sandbox ?? "workspace-write",
    approvalPolicy: options?.approvalPolicy ?? "on-request",
    maxTurns: String(options?.maxTurns ?? ""),
    timeoutSeconds: String(options?.timeoutSeconds ?? ""),
  };
}

/** Errors of `options.…` and `replay.…` at the fields of the form, which have the plain names. */
export function atFields(errors: readonly FieldError[]): FieldError[] {
  return errors.map((e) => ({ ...e, path: e.path.replace(/^options\./, "").replace(/^replay\..*/, "replay") }));
}
