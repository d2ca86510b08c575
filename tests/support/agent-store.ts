import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newRunId, openStore } from "@codex-toolloop/store";

export interface AgentStore {
  /** Absolute path of the store. */
  store: string;
  /** A folder to work in. */
  folder: string;
  /** A finished run to be replayed: a message, a command and another message, three seconds apart. */
  tape: string;
  remove(): Promise<void>;
}

/** A store with a finished run in it, and a folder beside it. */
export async function agentStore(): Promise<AgentStore> {
  const dir = await realpath(await mkdtemp(join(tmpdir(), "toolloop-agents-")));
  const folder = join(dir, "project");
  await mkdir(folder);
  const store = await openStore(join(dir, "store"), { create: true, env: {} });
  const tape = newRunId();
  const createdAt = "2026-01-01T00:00:00.000Z";
  await store.createRun(
    {
      ...{ v: 1, runId: tape, kind: "prompt", workflow: "prompt", title: "Recorded", inputs: {}, hasSpec: true },
      ...{
        timeoutSeconds: 60,
        stopGraceSeconds: 1,
        requestedBy: "me",
        requestedVia: "cli",
        createdAt,
        source: "adhoc",
      },
      agent: { runner: "codex", options: { sandbox: "read-only", approvalPolicy: "never" } },
    },
    "Look around.",
  );
  const writer = store.openRunWriter(tape);
  const finishedAt = "2026-01-01T00:00:09.000Z";
  writer.writeMeta({ status: "success", startedAt: createdAt, finishedAt, runner: "codex", threadId: "thread-1" });
  writer.close();
  const message = (text: string) => ({ kind: "message", role: "assistant", text, status: "completed" });
  const events = [
    { type: "turn.started", runner: "codex", model: "model-1", threadId: "thread-1" },
    { type: "item.finished", itemId: "m1", item: message("I look around.") },
    {
      type: "item.finished",
      itemId: "c1",
      item: { kind: "command", command: "ls", output: "README.md\n", exitCode: 0, status: "completed" },
    },
    { type: "item.finished", itemId: "m2", item: message("There is a README.") },
    { type: "turn.finished", status: "completed" },
  ];
  const at = (seconds: number) => new Date(Date.parse(createdAt) + seconds * 1000).toISOString();
  const lines = events.map((e, seq) => JSON.stringify({ v: 1, runId: tape, seq, at: at(seq * 3), ...e }));
  await writeFile(join(store.runDir(tape), "events.jsonl"), `${lines.join("\n")}\n`);
  await store.close();
  return { store: store.root, folder, tape, remove: () => rm(dir, { recursive: true, force: true, maxRetries: 5 }) };
}
