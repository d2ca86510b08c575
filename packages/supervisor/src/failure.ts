import { type Outcome, refuse } from "@codex-toolloop/protocol";

/** What a failing disk means for whoever asked: a 503 with a type that says which. */
export function diskProblem(error: unknown): Extract<Outcome<never>, { ok: false }> {
  const code = codeOf(error);
  const detail = error instanceof Error ? error.message : String(error);
  if (code === "disk_full" || code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG")
    return refuse(
      503,
      "disk_full",
      "The disk is full",
      `Nothing was started. Free some space, then try again. (${detail})`,
    );
  if (["read_only", "denied", "EROFS", "EACCES", "EPERM"].includes(code))
    return refuse(503, "read_only", "The store cannot be written", `Nothing was started. ${detail}`);
  return refuse(503, "store_failed", "The store cannot be written", `Nothing was started. ${detail}`);
}

/** The machine's word for an error: `ENOSPC`, `disk_full`; empty where there is none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

/** Is the machine only short of something now (descriptors, memory), so that the same may work in a moment? */
export function isPassing(error: unknown): boolean {
  const codes = [codeOf(error), codeOf(error instanceof Error ? error.cause : undefined)];
  return codes.some((code) => ["EMFILE", "ENFILE", "ENOMEM", "EAGAIN"].includes(code));
}
