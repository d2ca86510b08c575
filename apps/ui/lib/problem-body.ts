import { problem } from "@codex-toolloop/protocol";

const TITLES: Record<number, string> = {
  400: "Bad request",
  401: "Not signed in",
  403: "Refused",
  404: "Not found",
  405: "Method not allowed",
  409: "Conflict",
  411: "Length required",
  413: "Too large",
  414: "Address too long",
  415: "Wrong content type",
  431: "Headers too large",
  500: "Internal error",
  503: "Not available",
};

/** What a status is called. */
export function titleOfStatus(status: number): string {
  return TITLES[status] ?? "Error";
}

/** A refusal as the text of a problem+json body. */
export function problemBody(refusal: { status: number; code: string; detail: string }): string {
  return JSON.stringify(problem(refusal.status, refusal.code, titleOfStatus(refusal.status), refusal.detail));
}
