import { liveness, type ProcessIdentity } from "@codex-toolloop/process";

/** Is this process certainly gone? False also where that cannot be found out now (no descriptors left, say). */
export function isGone(identity: ProcessIdentity): boolean {
  try {
    return liveness(identity) === "gone";
  } catch {
    return false;
  }
}
