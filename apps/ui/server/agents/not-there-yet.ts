import { refuse } from "@codex-toolloop/protocol";

/** What comes with a later piece of the Agent Console. */
export const later = async () =>
  refuse(501, "not_there_yet", "Not there yet", "This part comes with the Agent Console.");
