import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Instant, Name } from "@codex-toolloop/protocol";
import { z } from "zod";
import { recordingsFolder } from "./recordings-folder.ts";

/** `recording.json` beside the `events.jsonl` of a run that ships with the product. */
export const Recording = z.strictObject({
  v: z.literal(1),
  name: Name,
  title: z.string().max(120),
  /** Whose agent took the turn. */
  vendor: z.enum(["codex", "claude"]),
  /** Version of the vendor's program that was recorded. */
  version: z.string().max(100),
  /** Whose words the model's are: ours, told by a scripted model server. */
  model: z.string().max(200),
  prompt: z.string(),
  recordedAt: Instant,
});
export type Recording = z.infer<typeof Recording>;

/** Every recording of one prompt that ships, by name. One that cannot be read is left out. */
export function listRecordings(folder = recordingsFolder()): Recording[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .flatMap((name) => readRecording(folder, name)?.recording ?? []);
}

/** @returns what it is and the path of its events; null where none has this name. */
export function openRecording(
  name: string,
  folder = recordingsFolder(),
): { recording: Recording; events: string } | null {
  return Name.safeParse(name).success ? readRecording(folder, name) : null;
}

function readRecording(folder: string, name: string): { recording: Recording; events: string } | null {
  try {
    const parsed = Recording.safeParse(JSON.parse(readFileSync(join(folder, name, "recording.json"), "utf8")));
    const events = join(folder, name, "events.jsonl");
    return parsed.success && parsed.data.name === name && existsSync(events)
      ? { recording: parsed.data, events }
      : null;
  } catch {
    return null;
  }
}
