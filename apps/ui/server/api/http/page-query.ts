import { LIMITS } from "@codex-toolloop/protocol";
import { z } from "zod";

/** Which page of a list. */
export const PageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(LIMITS.pageMax).default(LIMITS.pageDefault),
  offset: z.coerce.number().int().min(0).default(0),
});
