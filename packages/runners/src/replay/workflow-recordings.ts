import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { Instant, Name } from "@codex-toolloop/protocol";
import { z } from "zod";
import { recordingsFolder } from "./recordings-folder.ts";

/**
 * `recording.json` of a whole workflow. Beside it are `turns/<key>.jsonl`, the events of each agent's turn; `.json`, what the
 * turn handed back; `.patch`, what it had changed; and `sample/`, the project that it all happened in. A turn's key is
 * `<step>.<round>.<attempt>`, with `.again` where the step was asked once more.
 */
export const WorkflowRecording = z.strictObject({
  v: z.literal(1),
  kind: z.literal("workflow"),
  name: Name,
  /** The workflow that was recorded, and can play it. */
  workflow: Name,
  title: z.string().max(120),
  /** Version of each vendor's program that took turns, by vendor. */
  vendors: z.partialRecord(z.enum(["codex", "claude"]), z.string().max(100)),
  /** Whose words the model's are: ours, told by a scripted model server. */
  model: z.string().max(200),
  /** What the recorded run was asked; empty without a spec. */
  spec: z.string(),
  recordedAt: Instant,
});
export type WorkflowRecording = z.infer<typeof WorkflowRecording>;

/** `turns/<turn>.json`: what a turn handed back. How it ended, and what it used, its events say. */
const Handed = z.strictObject({
  message: z.string().optional(),
  output: z.unknown().optional(),
  code: z.string().optional(),
});

/** One turn of an agent, as it was recorded. Paths are absolute. */
export interface RecordedTurn {
  /** `plan.1.1`: step, round and attempt; `plan.1.1.again` where it was asked once more. */
  key: string;
  /** An events.jsonl. */
  events: string;
  /** What the turn changed in the sample project, for `git apply`; absent where it changed nothing. */
  patch?: string;
  /** For `Tape.result`. */
  result: { message?: string | undefined; output?: unknown; code?: string | undefined };
}

export interface RecordedWorkflow {
  recording: WorkflowRecording;
  /** The sample project's files, for a first commit; paths are relative, with `/`. */
  sampleFiles: { path: string; text: string }[];
  /** What differed from that commit when the run began, for `git apply`; absent where nothing did. */
  uncommitted?: string;
  /**
   * The turn of a step.
   * @param nth 1 for its first one in the run, 2 for the one after (asked again, or sent back) …
   * @returns null where the recorded run had no such turn.
   * @throws where its file cannot be read.
   */
  turn(step: string, nth: number): RecordedTurn | null;
}

/** Every recorded workflow that ships, by name. One that cannot be read is left out. */
export function listWorkflowRecordings(folder = recordingsFolder()): WorkflowRecording[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .flatMap((name) => read(folder, name) ?? []);
}

/** @returns the recording and what belongs to it; null where none has this name. */
export function openWorkflowRecording(name: string, folder = recordingsFolder()): RecordedWorkflow | null {
  const recording = Name.safeParse(name).success ? read(folder, name) : null;
  if (!recording) return null;
  const home = join(folder, name);
  const uncommitted = join(home, "uncommitted.patch");
  const turns = turnsIn(join(home, "turns"));
  return {
    recording,
    sampleFiles: filesIn(join(home, "sample")),
    ...(existsSync(uncommitted) ? { uncommitted } : {}),
    turn(step, nth) {
      const key = turns.get(step)?.[nth - 1];
      return key === undefined ? null : turnAt(join(home, "turns"), key);
    },
  };
}

function read(folder: string, name: string): WorkflowRecording | null {
  try {
    const text = readFileSync(join(folder, name, "recording.json"), "utf8");
    const parsed = WorkflowRecording.safeParse(JSON.parse(text));
    return parsed.success && parsed.data.name === name ? parsed.data : null;
  } catch {
    return null;
  }
}

/** The keys of each step's turns, in the order in which they were taken. */
function turnsIn(folder: string): Map<string, string[]> {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const found = names.flatMap((file) => {
    const [, step = "", round, attempt, again] = /^(.+)\.(\d+)\.(\d+)(\.again)?\.jsonl$/.exec(file) ?? [];
    if (step === "") return [];
    return [{ step, key: file.slice(0, -".jsonl".length), order: [Number(round), Number(attempt), again ? 1 : 0] }];
  });
  found.sort((a, b) => a.order.map((n, i) => n - (b.order[i] ?? 0)).find((n) => n !== 0) ?? 0);
  const turns = new Map<string, string[]>();
  for (const { step, key } of found) turns.set(step, [...(turns.get(step) ?? []), key]);
  return turns;
}

function turnAt(folder: string, key: string): RecordedTurn {
  const at = (ending: string) => join(folder, `${key}.${ending}`);
  const result = Handed.parse(JSON.parse(readFileSync(at("json"), "utf8")));
  return { key, events: at("jsonl"), ...(existsSync(at("patch")) ? { patch: at("patch") } : {}), result };
}

function filesIn(folder: string): RecordedWorkflow["sampleFiles"] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ path: relative(folder, path).replaceAll("\\", "/"), text: readFileSync(path, "utf8") }));
}
