import { Name } from "@codex-toolloop/protocol";
import { z } from "zod";
import { strict } from "../strict.ts";
import { Rounds, stepHead, TemplateText } from "./common.ts";

/** Waits for a person, who approves, declines or pushes back. */
export const ApproveStep = strict("an approve step", {
  kind: z.literal("approve"),
  ...stepHead,
  message: TemplateText.optional().describe("What the person is asked, as markdown; a template like a prompt."),
  pushBackTo: Name.optional().describe(
    "The earlier step that hears the comment of a push back; the nearest agent step before it when absent.",
  ),
  rounds: Rounds.optional(),
});
export type ApproveStep = z.infer<typeof ApproveStep>;
