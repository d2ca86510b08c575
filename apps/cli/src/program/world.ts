import type { Named } from "../start/named-workflow.ts";

/** What a command line leaves behind, and what it must know before it is parsed. */
export interface World extends Named {
  exitCode: number;
}
