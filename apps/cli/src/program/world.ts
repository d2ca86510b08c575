import type { Definition } from "@codex-toolloop/workflows";

/** What a command line leaves behind, and what it must know before it is parsed. */
export interface World {
  exitCode: number;
  /** The workflow that `run workflow NAME` names, where there is one. */
  named?: Definition | undefined;
}
