import type { FieldError } from "@codex-toolloop/protocol";

const UNIT_SECONDS = { seconds: 1, minutes: 60, hours: 3600 } as const;

/**
 * The body of `POST /api/runs` from the form's fields. What is typed but cannot be read is a field error here; whether a
 * value is allowed is for `startRun` to say.
 */
export function startBody(values: Readonly<Record<string, string>>): {
  body: Record<string, unknown>;
  errors: FieldError[];
} {
  const errors: FieldError[] = [];
  const body: Record<string, unknown> = {
    workflow: values.workflow ?? "",
    inputs: inputsOf(values),
    onLimit: values.onLimit === "queue" ? "queue" : "reject",
  };
  // Browsers send CRLF from a text area; the file should be what was pasted.
  const spec = values.spec?.replace(/\r\n/g, "\n");
  if (spec) body.spec = spec;
  const path = values.workspacePath?.trim();
  if (path) body.workspace = path;
  else if (values.workspaceId) body.workspaceId = values.workspaceId;
  const limit = values.timeoutValue?.trim();
  if (limit) {
    const unit = values.timeoutUnit;
    const factor = unit === "seconds" || unit === "hours" ? UNIT_SECONDS[unit] : UNIT_SECONDS.minutes;
    const seconds = Math.round(Number(limit) * factor);
    if (Number.isFinite(seconds)) body.timeoutSeconds = seconds;
    else errors.push({ path: "timeoutSeconds", message: `"${limit.slice(0, 40)}" is no number` });
  }
  return { body, errors };
}

function inputsOf(values: Readonly<Record<string, string>>): Record<string, string> {
  const inputs: [string, string][] = [];
  for (const [key, value] of Object.entries(values))
    if (key.startsWith("inputs.") && value !== "")
      inputs.push([key.slice("inputs.".length), value.replace(/\r\n/g, "\n")]);
  return Object.fromEntries(inputs);
}

/** A number of seconds as the limit field writes it. */
export function limitValues(seconds: number): { timeoutValue: string; timeoutUnit: keyof typeof UNIT_SECONDS } {
  if (seconds % 3600 === 0) return { timeoutValue: String(seconds / 3600), timeoutUnit: "hours" };
  if (seconds % 60 === 0) return { timeoutValue: String(seconds / 60), timeoutUnit: "minutes" };
  return { timeoutValue: String(seconds), timeoutUnit: "seconds" };
}
