import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { type EventInput, type Item, parseEventLine, type RunEvent } from "@codex-toolloop/protocol";

/** A recorded event without its place: which run, which number, which step. */
export type TapeEvent = EventInput & { at: string };

export interface TapeWorld {
  /** The text of a field that was too large for its line; null where its file is gone. */
  spilled(file: string): string | null;
  /** What a step's command printed: bytes `[from, to)` of output.log. */
  output(from: number, to: number): Promise<string>;
}

const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
/** Fields of any shape: an object that was spilled was replaced by the text of its beginning. */
const SHAPELESS = /(^|\.)(input|result|results)$/;

/**
 * The events of a turn, or of several, from an events.jsonl, one at a time. What belongs to the run that was recorded stays
 * out: `run.*`, `step.*` and its prompt, for a replay is a run of its own. Throws where the file cannot be read.
 */
export async function* readTape(path: string, world: TapeWorld): AsyncGenerator<TapeEvent> {
  const handle = await open(path, READ);
  try {
    if (!(await handle.stat()).isFile()) throw new Error(`${path} is no regular file`);
    for await (const line of handle.readLines({ autoClose: false })) {
      const event = parseEventLine(line);
      if (event === null || event.unknown || !isOfTurn(event)) continue;
      yield await whole(event, world);
    }
  } finally {
    await handle.close();
  }
}

function isOfTurn(event: RunEvent): boolean {
  if (event.type.startsWith("run.") || event.type.startsWith("step.")) return false;
  return !(event.type === "item.finished" && /(^|\.)prompt$/.test(event.itemId));
}

async function whole(event: RunEvent, world: TapeWorld): Promise<TapeEvent> {
  const { v: _v, runId: _run, seq: _seq, stepId: _step, spilled = [], ...rest } = event;
  for (const { field, file } of spilled) {
    const text = world.spilled(file);
    if (text !== null) put(rest, field.split("."), text);
  }
  if ("item" in rest) rest.item = await withOutput(rest.item, world);
  return rest as TapeEvent;
}

/** Puts a spilled text back where its preview stands. */
function put(record: object, path: readonly string[], text: string): void {
  let node: unknown = record;
  for (const key of path.slice(0, -1)) node = child(node, key);
  const last = path.at(-1);
  if (last === undefined || typeof node !== "object" || node === null || !Object.hasOwn(node, last)) return;
  const wasText = typeof child(node, last) === "string" && !SHAPELESS.test(path.join("."));
  Object.assign(node, { [last]: wasText ? text : parsed(text) });
}

function child(node: unknown, key: string): unknown {
  return typeof node === "object" && node !== null && Object.hasOwn(node, key)
    ? (node as Record<string, unknown>)[key]
    : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The output of a step's command lies in a log that the replay does not have: it goes into the item. */
async function withOutput(item: Item, world: TapeWorld): Promise<Item> {
  if (item.kind !== "command" || item.logStart === undefined) return item;
  const { logStart, logEnd, ...rest } = item;
  if (logEnd === undefined || logEnd <= logStart) return rest;
  return { ...rest, output: await world.output(logStart, logEnd) };
}
