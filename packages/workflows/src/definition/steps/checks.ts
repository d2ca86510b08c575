import { z } from "zod";
import { strict } from "../strict.ts";
import { ContinueOnError, SendBack, stepHead, TimeoutSeconds } from "./common.ts";

/** Runs the repository's own checks, found as the workflow verify finds them. */
export const ChecksStep = strict("a checks step", {
  kind: z.literal("checks"),
  ...stepHead,
  only: z.enum(["all", "lint", "types", "tests", "build"]).default("all").describe("One kind of check, or all."),
  install: z.boolean().default(false).describe("Install dependencies first where they are missing."),
  timeoutSeconds: TimeoutSeconds.optional().describe("Deadline of each check."),
  continueOnError: ContinueOnError,
  sendBack: SendBack.optional().describe("Where failing checks send the work."),
});
export type ChecksStep = z.infer<typeof ChecksStep>;
