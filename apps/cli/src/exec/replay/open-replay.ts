import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { isFinal, LIMITS, type ReplaySource } from "@codex-toolloop/protocol";
import { listRecordings, openRecording, type TurnRequest } from "@codex-toolloop/runners";
import type { Store } from "@codex-toolloop/store";
import type { EngineOutcome } from "@codex-toolloop/workflows";
import { readTape } from "./read-tape.ts";

type Tape = Omit<NonNullable<TurnRequest["replay"]>, "speed">;

/** Files of the recorded run that its events speak of. */
const ARTIFACTS = ["changes.diff", "diff-summary.md"];

export interface OpenedReplay {
  tape: Tape;
  /** Files of the recorded run that the replay has, too. */
  artifacts: { path: string; content: string }[];
}

/** Finds what a replay plays: a recording that ships, or a finished run of this store. */
export async function openReplay(
  store: Store,
  source: ReplaySource,
): Promise<({ ok: true } & OpenedReplay) | { ok: false; outcome: EngineOutcome }> {
  return "recording" in source ? openShipped(source.recording) : openRun(store, source.runId);
}

type Opened = Awaited<ReturnType<typeof openReplay>>;

function openShipped(name: string): Opened {
  const found = openRecording(name);
  if (!found) {
    const known = listRecordings().map((r) => r.name);
    return missing(`There is no recording "${name}"; there are: ${known.join(", ") || "none"}.`);
  }
  const { recording, events } = found;
  const label = `${recording.title} (recorded with ${recording.vendor} ${recording.version})`;
  const tape = { label, events: readTape(events, { spilled: () => null, output: async () => "" }) };
  return { ok: true, tape, artifacts: artifactsIn(dirname(events)) };
}

async function openRun(store: Store, runId: string): Promise<Opened> {
  const [meta, exit] = await Promise.all([store.readMeta(runId), store.readExit(runId)]);
  if (!meta) return missing(`The run ${runId} is not in this store any more.`);
  if (!isFinal(meta.status) && !exit) return missing(`The run ${runId} has not ended yet.`);
  const dir = store.runDir(runId);
  const tape = {
    label: `run ${runId}`,
    events: readTape(join(dir, "events.jsonl"), {
      spilled: (file) => textOf(join(dir, "spill", file.replace(/^spill\//, "").replaceAll("/", "_"))),
      output: async (from, to) =>
        (await store.readLog(runId, { offset: from, limit: Math.min(to - from, LIMITS.logSliceMax), isFinal: true }))
          .content,
    }),
  };
  return { ok: true, tape, artifacts: artifactsIn(dir) };
}

function artifactsIn(dir: string): OpenedReplay["artifacts"] {
  return ARTIFACTS.flatMap((path) => {
    const content = textOf(join(dir, path));
    return content === null ? [] : [{ path, content }];
  });
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

function missing(detail: string): Opened {
  return { ok: false, outcome: { status: "failed", reason: "replay_missing", detail } };
}
