const CODES = ["disk_full", "read_only"] as const;

/** True for an error of the host's disk: nothing more can be recorded, so the run ends with this reason. */
export function isHostFailure(error: unknown): error is Error & { code: (typeof CODES)[number] } {
  return error instanceof Error && "code" in error && CODES.some((c) => c === error.code);
}
