import { type Problem, problem } from "@codex-toolloop/protocol";
import type { StoreError, StoreErrorCode } from "@codex-toolloop/store";

const STATUS: Record<StoreErrorCode, [status: number, title: string]> = {
  disk_full: [503, "The disk is full"],
  read_only: [503, "The store cannot be written"],
  denied: [503, "The store does not let us in"],
  io: [503, "The disk reported an error"],
  corrupt: [500, "A file of the store cannot be read"],
  not_found: [404, "Not found"],
  invalid: [400, "Not valid"],
};

/** What went wrong with the disk, as an answer. */
export function storeProblem(error: StoreError): Problem {
  const [status, title] = STATUS[error.code];
  return problem(status, error.code, title, error.message);
}
