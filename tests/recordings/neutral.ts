import type { RunEvent } from "@codex-toolloop/protocol";

/** Whose words a recording's model says: ours. */
export const MODEL = "words of a scripted model";

/** What a recording must not tell: this machine's paths, and the hints by which the scripted model finds its script. */
export interface Traces {
  /** Absolute paths, the longest first. */
  paths: readonly string[];
  words: readonly string[];
  /** What stands in the place of each path. */
  cwd: string;
}

/** What a replay plays of a run's events: those of turns, without our own notices and prompts. */
export function ofTurn(events: readonly RunEvent[]): RunEvent[] {
  return events.filter(
    (e) =>
      !e.type.startsWith("run.") &&
      !e.type.startsWith("step.") &&
      e.type !== "notice" &&
      !(e.type === "item.finished" && /(^|\.)prompt$/.test(e.itemId)),
  );
}

/** The same events without this machine's traces, numbered anew, and without a model's name for words that are ours. */
export function neutral(events: readonly RunEvent[], traces: Traces): RunEvent[] {
  const clean = (text: string) => cleaned(text, traces);
  const parsed: RunEvent[] = JSON.parse(clean(JSON.stringify(events)));
  cleanDeltas(parsed, clean);
  return parsed.map((event, seq) => ({
    ...event,
    seq,
    ...(event.type === "turn.started" ? { model: MODEL } : {}),
  }));
}

/** A text without the traces. */
export function cleaned(text: string, { paths, words, cwd }: Traces): string {
  const placed = paths.reduce((all, path) => all.replaceAll(path, cwd), text);
  return words.reduce((all, word) => all.replaceAll(word, ""), placed);
}

/** A path may be cut in two by the border of two deltas: the texts of an item are cleaned as one, and cut anew. */
function cleanDeltas(events: readonly RunEvent[], clean: (text: string) => string): void {
  type Delta = Extract<RunEvent, { type: "item.delta" }>;
  const deltas = events.filter((e): e is Delta => e.type === "item.delta");
  const groups = new Map<string, Delta[]>();
  for (const e of deltas) {
    const key = `${e.itemId} ${e.field}`;
    groups.set(key, [...(groups.get(key) ?? []), e]);
  }
  for (const group of groups.values()) {
    const text = clean(group.map((e) => e.delta).join(""));
    const size = Math.ceil(text.length / group.length);
    group.forEach((event, i) => {
      event.delta = text.slice(i * size, (i + 1) * size);
    });
  }
}
