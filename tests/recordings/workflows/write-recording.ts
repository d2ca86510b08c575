import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { RunEvent } from "@codex-toolloop/protocol";
import { cleaned, MODEL, neutral, ofTurn, type Traces } from "../neutral.ts";
import { RECORDINGS, type Vendor } from "../stage.ts";
import type { Snapshots } from "./snapshots.ts";
import type { Story } from "./story.ts";

/** Writes a recorded workflow as `openWorkflowRecording` reads it, in place of an older one. */
export function writeRecording(made: {
  story: Story;
  events: readonly RunEvent[];
  traces: Traces;
  taken: Snapshots;
  version(vendor: Vendor): string;
}): void {
  const { story, events, traces, taken } = made;
  const folder = join(RECORDINGS, story.workflow);
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  rmSync(folder, { recursive: true, force: true });
  const recording = {
    v: 1,
    kind: "workflow",
    name: story.workflow,
    workflow: story.workflow,
    title: story.title,
    vendors: { [story.vendor]: made.version(story.vendor) },
    model: MODEL,
    spec: story.spec ?? "",
    recordedAt: events[0]?.at,
  };
  put("recording.json", `${JSON.stringify(recording, null, 2)}\n`);
  for (const [path, text] of Object.entries(story.files)) put(`sample/${path}`, text);
  const uncommitted = taken.uncommitted();
  if (uncommitted !== "") put("uncommitted.patch", uncommitted);
  for (const { key } of story.turns(traces.paths[0] ?? "")) {
    const turn = neutral(turnOf(events, key), traces);
    put(`turns/${key}.jsonl`, turn.map((event) => `${JSON.stringify(event)}\n`).join(""));
    put(`turns/${key}.json`, `${cleaned(JSON.stringify(handedBack(story.vendor, turn), null, 2), traces)}\n`);
    const patch = taken.patchOf(key);
    if (patch !== "") put(`turns/${key}.patch`, patch);
  }
  const seconds = (Date.parse(events.at(-1)?.at ?? "") - Date.parse(events[0]?.at ?? "")) / 1000;
  console.log(`${story.workflow}: ${events.length} events, ${seconds.toFixed(1)} s`);
}

/** The events of one turn, with the ids that its agent gave: the run puts the turn's key before them, and a replay does so again. */
function turnOf(events: readonly RunEvent[], key: string): RunEvent[] {
  const prefix = `${key}.`;
  const step = key.replace(/\.\d+\.\d+(\.again)?$/, "");
  const ofStep = ofTurn(events).filter((event) => event.stepId === step);
  const isOf = (type: RunEvent["type"]) => (event: RunEvent) =>
    event.type === type && "turnId" in event && event.turnId?.startsWith(prefix);
  const [from, to] = [ofStep.findIndex(isOf("turn.started")), ofStep.findIndex(isOf("turn.finished"))];
  if (from < 0 || to < 0) throw new Error(`the run has no whole turn ${key}`);
  return ofStep.slice(from, to + 1).map((event) => JSON.parse(JSON.stringify(event).replaceAll(`"${prefix}`, '"')));
}

/** What the turn gave its step: the last message, and what is in it or, with Claude, in its last structured answer. */
function handedBack(vendor: Vendor, turn: readonly RunEvent[]): { message?: string; output: unknown } {
  const items = turn.flatMap((event) => (event.type === "item.finished" ? [event.item] : []));
  if (vendor === "claude") {
    const answer = items.findLast((item) => item.kind === "tool_call" && item.tool === "StructuredOutput");
    const output = answer?.kind === "tool_call" ? answer.input : undefined;
    return { message: JSON.stringify(output), output };
  }
  const last = items.findLast((item) => item.kind === "message" && item.role === "assistant");
  const message = last?.kind === "message" ? last.text : "";
  return { message, output: JSON.parse(message) };
}
