import { v7 } from "uuid";

/** A new run id: UUIDv7, so that ids sort by creation time. */
export function newRunId(): string {
  return v7();
}
