import { type FieldError, LIMITS } from "@codex-toolloop/protocol";

const UNIT_SECONDS = { seconds: 1, minutes: 60, hours: 3600 } as const;

/**
 * The body of `POST /api/runs` from the form's fields. Nothing is refused here: `startRun` says what is not allowed, and
 * writes it down. `wording` puts some of its refusals into the form's own words, by path.
 */
export function startBody(values: Readonly<Record<string, string>>): {
  body: Record<string, unknown>;
  wording: FieldError[];
} {
  const wording: FieldError[] = [];
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
    body.timeoutSeconds = Number.isFinite(seconds) ? seconds : limit;
    const hours = LIMITS.timeoutSecondsMax / 3600;
    wording.push({ path: "timeoutSeconds", message: `must be a number, from 1 second to ${hours} hours` });
  }
  return { body, wording };
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
