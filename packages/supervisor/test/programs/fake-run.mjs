// Stands for the command line below a launcher: writes meta.json and its line of index.jsonl as the real one does, and
// does what its request's inputs say. Orders come through `orders.sock` in the run directory: "finish <code>".
//
// inputs: meta "never" or "no pid" · control "ignore" · term "ignore" · exit <code> (at once) · stray true · detached true
import { spawn } from "node:child_process";
import { appendFileSync, existsSync, readFileSync, renameSync, watch, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";

const [runDir] = process.argv.slice(2);
const root = dirname(dirname(runDir));
const request = JSON.parse(readFileSync(join(runDir, "request.json"), "utf8"));
const { meta, control, term, exit, stray, detached } = request.inputs;
writeFileSync(join(runDir, "self.pid"), readFileSync("/proc/self/stat", "utf8").split(" ")[0]);

function say(status, facts = {}) {
  if (meta === "never") return;
  const { v, runId, kind, workflow, title, workspace, sessionId, resumes, requestedBy, requestedVia, createdAt } =
    request;
  const snapshot = {
    ...{ v, runId, kind, workflow, title, workspace, sessionId, resumes, requestedBy, requestedVia, createdAt },
    ...{ status, startedAt },
    ...(meta === "no pid" ? {} : { pid: Number(process.env.TOOLLOOP_RUN_PID) }),
    ...(meta === "no pid" ? {} : { startTime: process.env.TOOLLOOP_RUN_START_TIME }),
    ...facts,
  };
  const text = `${JSON.stringify(snapshot)}\n`;
  writeFileSync(join(runDir, "meta.tmp"), text);
  renameSync(join(runDir, "meta.tmp"), join(runDir, "meta.json"));
  appendFileSync(join(root, "index.jsonl"), text);
}
function end(status, reason, code) {
  const finishedAt = new Date().toISOString();
  say(status, { reason, finishedAt, durationMs: Date.parse(finishedAt) - Date.parse(startedAt) });
  process.exit(code);
}
const finish = (code) => end(code === 0 ? "success" : "failed", code === 0 ? "exit_zero" : "exit_nonzero", code);

const startedAt = new Date().toISOString();
appendFileSync(join(root, "started.log"), `${request.runId}\n`);
process.on("SIGTERM", () => {
  if (term !== "ignore") end("canceled", "signal", 143);
});
if (stray || detached) {
  const child = spawn("/bin/sleep", ["1000"], { detached: detached === true, stdio: "ignore" });
  writeFileSync(join(runDir, "stray.pid"), String(child.pid));
  child.unref();
}
const obey = () => {
  const path = join(runDir, "control.jsonl");
  if (control === "ignore" || !existsSync(path)) return;
  for (const line of readFileSync(path, "utf8").split("\n")) {
    if (line === "") continue;
    const { type, reason } = JSON.parse(line);
    if (type === "stop") end("canceled", reason, 130);
  }
};
watch(runDir, (_event, name) => name === "control.jsonl" && obey());
createServer((socket) => {
  socket.on("data", (data) => {
    const [, code] = /^finish (\d+)/.exec(data.toString("utf8")) ?? [];
    if (code !== undefined) finish(Number(code));
  });
}).listen(join(runDir, "orders.sock"), () => {
  say("running");
  writeFileSync(join(runDir, "ready"), "");
  if (exit !== undefined) finish(Number(exit));
  obey();
});
