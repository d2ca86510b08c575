// Stands for the run process of a prompt: meta.json and index.jsonl by the store's own writer, control.jsonl heard as it is
// in the real one. The prompt says what it does: "ask" asks for a decision, and again after each; a text "finish" ends it.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type ControlLine, RunRequest } from "@codex-toolloop/protocol";
import { openStore } from "@codex-toolloop/store";

const [runDir = ""] = process.argv.slice(2);
const request = RunRequest.parse(JSON.parse(readFileSync(join(runDir, "request.json"), "utf8")));
const prompt = readFileSync(join(runDir, "spec.md"), "utf8");
const store = await openStore(dirname(dirname(runDir)));
const writer = store.openRunWriter(request.runId);
const threadId = request.agent?.threadId ?? `thread-of-${request.runId}`;
const identity = { pid: Number(process.env.TOOLLOOP_RUN_PID), startTime: process.env.TOOLLOOP_RUN_START_TIME ?? "" };
const grants: string[] = [];
let asked = 0;

function ask(): void {
  const approvals = prompt.startsWith("ask")
    ? [
        {
          approvalId: "same-id",
          title: `Run command ${++asked}`,
          at: new Date().toISOString(),
          decisions: ["approve" as const, "approve_for_session" as const, "decline" as const],
        },
      ]
    : [];
  writer.writeMeta({ approvals, grants });
}

function end(status: "success" | "canceled"): void {
  unfollow();
  writer.writeMeta({ status, approvals: [], finishedAt: new Date().toISOString() });
  writer.close();
  void store.close();
}

function hear(line: ControlLine): void {
  if (line.type === "stop") end("canceled");
  else if (line.type === "steer" && line.text === "finish") end("success");
  else if (line.type === "approval") {
    if (line.decision === "approve_for_session") grants.push(`grant ${asked}`);
    ask();
  }
}

writer.writeMeta({ status: "running", startedAt: new Date().toISOString(), threadId, runner: "codex", ...identity });
ask();
const unfollow = store.followControl(request.runId, hear);
