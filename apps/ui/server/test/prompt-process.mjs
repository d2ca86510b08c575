// Stands for the run process of a prompt, or of a workflow that asks at a gate: writes meta.json and its line of index.jsonl as the real one does, and hears
// control.jsonl. The prompt says what it does: "ask" asks for a decision, and again after each; a text "finish" ends it.
import { appendFileSync, readFileSync, renameSync, watch, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const [runDir] = process.argv.slice(2);
const request = JSON.parse(readFileSync(join(runDir, "request.json"), "utf8"));
const prompt = request.hasSpec ? readFileSync(join(runDir, "spec.md"), "utf8") : "";
const { v, runId, kind, workflow, title, workspace, sessionId, resumes, requestedBy, requestedVia, createdAt } =
  request;
let meta = {
  ...{ v, runId, kind, workflow, title, workspace, sessionId, resumes, requestedBy, requestedVia, createdAt },
  status: "running",
  startedAt: new Date().toISOString(),
  pid: Number(process.env.TOOLLOOP_RUN_PID),
  startTime: process.env.TOOLLOOP_RUN_START_TIME,
  runner: "codex",
  threadId: request.agent?.threadId ?? `thread-of-${runId}`,
};
const grants = [];
let asked = 0;

function say(patch) {
  meta = { ...meta, ...patch };
  const text = `${JSON.stringify(meta)}\n`;
  writeFileSync(join(runDir, "meta.tmp"), text);
  renameSync(join(runDir, "meta.tmp"), join(runDir, "meta.json"));
  appendFileSync(join(dirname(dirname(runDir)), "index.jsonl"), text);
}

function ask() {
  const at = new Date().toISOString();
  const decisions = ["approve", kind === "workflow" ? "push_back" : "approve_for_session", "decline"];
  const question = () => ({ approvalId: "same-id", title: `Run command ${++asked}`, at, decisions });
  say({ approvals: prompt.startsWith("ask") ? [question()] : [], grants });
}

function end(status) {
  say({ status, approvals: [], finishedAt: new Date().toISOString() });
  process.exit(0);
}

function hear(line) {
  if (line.type === "stop") end("canceled");
  if (line.type === "steer" && line.text === "finish") end("success");
  if (line.type !== "approval") return;
  if (line.decision === "approve_for_session") grants.push(`grant ${asked}`);
  ask();
}

let heard = 0;
function look() {
  let text = "";
  try {
    text = readFileSync(join(runDir, "control.jsonl"), "utf8");
  } catch {
    // Nobody has said anything yet.
  }
  const lines = text.split("\n").slice(0, -1);
  for (; heard < lines.length; heard++) hear(JSON.parse(lines[heard]));
}

watch(runDir, look);
ask();
look();
