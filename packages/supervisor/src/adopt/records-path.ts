import { join } from "node:path";
import type { Context } from "../context.ts";

/** Where the supervisor keeps its records. */
export function recordsPath(ctx: Context): string {
  return join(ctx.options.store.root, "ui-runs.jsonl");
}
