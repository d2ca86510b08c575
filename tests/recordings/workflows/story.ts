import type { ModelScript, ModelStep } from "../../support/model-server/script.ts";
import type { Vendor } from "../stage.ts";

/** One turn of an agent step: which prompt it answers, and what its model says and does. */
export interface StoryTurn {
  /** `implement.2.1`: step, round and attempt; `.again` where it was asked once more. */
  key: string;
  /** @param prompt the last one. @param earlier those before it in the conversation. */
  fits(prompt: string, earlier: readonly string[]): boolean;
  script: ModelScript;
}

/** All that is needed to record a workflow. */
export interface Story {
  /** The workflow, and the recording's name. */
  workflow: string;
  title: string;
  vendor: Vendor;
  spec?: string;
  /** The project as it is committed, by path. */
  files: Readonly<Record<string, string>>;
  /** What differs from that when the run begins, by path. */
  uncommitted?: Readonly<Record<string, string>>;
  /** @param cwd absolute path of the project. */
  turns(cwd: string): readonly StoryTurn[];
}

/** A prompt begins with who is spoken to. */
export const asRole = (role: string) => (prompt: string) => prompt.includes(`You are the ${role} of this work.`);

/** Codex answers a schema in its last message. */
export const answer = (output: unknown): ModelStep => ({ say: JSON.stringify(output), chunk: 9, everyMs: 34 });

/** Claude answers a schema by a tool. */
export const structured = (output: unknown): ModelStep => ({ tool: "StructuredOutput", input: output });
