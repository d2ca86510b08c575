// The launcher of kill level `scan`: the portable stand-in for launcher.pl (macOS, or no perl) with the same arguments,
// signals and exit.json. It cannot own a tree, only look for it: by parent (tree-kill), process group, and the
// run's cookie in the environment. So it never says that nothing is left (`proven: false`).
// Plain JavaScript in one file: it is copied beside the bundle as it is.

import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import { constants } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

const TICK_MS = 20;
const CLEAN_SCANS = 3;
const TIMER_MAX = 2 ** 31 - 1;

const cut = process.argv.indexOf("--");
const option = (name) => process.argv[process.argv.indexOf(`--${name}`) + 1];
const [program, ...args] = process.argv.slice(cut + 1);
const [runDir, cwd, runId] = [option("dir"), option("cwd"), option("run")];
const graceMs = Number(option("grace")) * 1000;
const isLinux = process.platform === "linux";

const startTime = startTimeOf(process.pid);
const startedAt = new Date().toISOString();
const killed = new Map();
const known = new Map(); // pid → start time of every member ever seen, so that one whose parent ends is not lost
let stopSignal = null;
let deadline = false;
let killAt = Number.POSITIVE_INFINITY;
let requests = 0;
let wake = () => {};

const env = { ...process.env, TOOLLOOP_RUN_PID: String(process.pid), TOOLLOOP_RUN_START_TIME: startTime };
env.TOOLLOOP_KILL_LEVEL = "scan";
delete env.PERL_BADLANG;
for (const name of Object.keys(env).filter((n) => n.startsWith("TOOLLOOP_KEPT_"))) {
  env[name.slice("TOOLLOOP_KEPT_".length)] = env[name];
  delete env[name];
}

for (const name of ["SIGTERM", "SIGINT", "SIGQUIT"]) process.on(name, () => requestStop(name));
for (const name of ["SIGHUP", "SIGPIPE", "SIGUSR2"]) process.on(name, () => {});

const child = spawn(program, args, { cwd, env, detached: true, stdio: ["ignore", "inherit", "inherit"] });
let mainEnded = false;
let spawnError;
let end = { code: null, signal: null };
const ended = new Promise((resolve) => {
  child.once("exit", (code, signal) => resolve({ code, signal }));
  child.once("error", (error) => {
    spawnError = spawnProblem(error);
    resolve({ code: 127, signal: null });
  });
}).then((e) => {
  end = e;
  mainEnded = true;
  wake();
});
await new Promise((resolve) => {
  child.once("spawn", resolve);
  child.once("error", resolve);
});
try {
  fs.writeSync(3, `ready ${process.pid} ${startTime}\n`);
  fs.closeSync(3);
} catch {
  // whoever started us has gone, or did not ask
}
const deadlineTimer = setTimeout(
  () => {
    if (stopSignal !== null || mainEnded) return;
    deadline = true;
    beginStop();
  },
  Math.min(Number(option("deadline")) * 1000, TIMER_MAX),
);

await runLadder();
clearTimeout(deadlineTimer);
writeExitFile();
process.exit(end.code ?? (end.signal === null ? 70 : 128 + (constants.signals[end.signal] ?? 0)));

async function runLadder() {
  while (!mainEnded && performance.now() < killAt) await pause(Math.min(killAt - performance.now(), TIMER_MAX));
  if (mainEnded && spawnError === undefined) {
    // The run process is done: what it left running gets a short grace of its own.
    killAt = Math.min(killAt, performance.now() + Math.min(graceMs, 2000));
    const termed = new Set();
    for (let found = members(); found.length > 0 && performance.now() < killAt; found = members()) {
      for (const row of found.filter((r) => !termed.has(r.pid))) {
        termed.add(row.pid);
        strike(row, "SIGTERM");
        send(row.pid, "SIGCONT");
      }
      await pause(TICK_MS);
    }
  }
  const giveUpAt = performance.now() + Number(option("kill")) * 1000;
  for (let clean = 0; clean < CLEAN_SCANS && performance.now() < giveUpAt; ) {
    const found = members();
    for (const row of found) send(row.pid, "SIGSTOP");
    if (!mainEnded) await killTree(child.pid, "SIGKILL");
    for (const row of found) strike(row, "SIGKILL");
    clean = found.length === 0 ? clean + 1 : 0;
    await sleep(5);
  }
  await Promise.race([ended, sleep(500)]);
}

function requestStop(name) {
  requests++;
  const isFirst = stopSignal === null;
  stopSignal ??= name;
  if (isFirst && !deadline && !mainEnded) beginStop();
  if (requests > 1 || name === "SIGQUIT") killAt = performance.now();
  wake();
}

function beginStop() {
  members();
  killAt = performance.now() + graceMs;
  send(child.pid, "SIGTERM");
  send(child.pid, "SIGCONT");
  wake();
}

function pause(ms) {
  return Promise.race([sleep(Math.max(ms, 1)), new Promise((resolve) => (wake = resolve))]);
}

/** What can be recognised as part of the run now; we and our helpers (`ps`) are not. */
function members() {
  if (child.pid === undefined) return [];
  const rows = table().filter((row) => row.pid !== process.pid && (row.ppid !== process.pid || row.pid === child.pid));
  const found = new Set();
  const carriers = cookieCarriers(rows);
  for (const row of rows) {
    const isKnown = known.get(row.pid) === row.start;
    if (isKnown || row.pgid === child.pid || row.pid === child.pid || carriers.has(row.pid)) found.add(row.pid);
  }
  for (let before = -1; before < found.size; ) {
    before = found.size;
    for (const row of rows) if (found.has(row.ppid)) found.add(row.pid);
  }
  const list = rows.filter((row) => found.has(row.pid));
  for (const row of list) known.set(row.pid, row.start);
  return list;
}

function table() {
  if (isLinux) {
    return fs.readdirSync("/proc").flatMap((name) => {
      const line = /^\d+$/.test(name) ? read(`/proc/${name}/stat`) : "";
      const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
      if (fields.length < 20 || fields[0] === "Z" || fields[0] === "X") return [];
      return [{ pid: Number(name), ppid: Number(fields[1]), pgid: Number(fields[2]), start: fields[19] }];
    });
  }
  const columns = ["pid", "ppid", "pgid", "stat", "lstart"].flatMap((c) => ["-o", `${c}=`]);
  return ps(["-A", ...columns]).flatMap((line) => {
    const [pid, ppid, pgid, state, ...start] = line.trim().split(/\s+/);
    if (state === undefined || state.startsWith("Z")) return [];
    return [{ pid: +pid, ppid: +ppid, pgid: +pgid, start: start.join(" ") }];
  });
}

/** Who has the run's cookie in its environment; on macOS `ps -E` prints it after the command line. */
function cookieCarriers(rows) {
  const cookie = `TOOLLOOP_RUN_ID=${runId}`;
  if (isLinux) {
    const isCarrier = ({ pid }) => `\0${read(`/proc/${pid}/environ`)}`.includes(`\0${cookie}\0`);
    return new Set(rows.filter(isCarrier).map((row) => row.pid));
  }
  const lines = ps(["-A", "-E", "-ww", "-o", "pid=", "-o", "command="]);
  return new Set(lines.filter((line) => ` ${line} `.includes(` ${cookie} `)).map((line) => Number.parseInt(line, 10)));
}

function strike(row, signal) {
  if (!killed.has(row.pid) && killed.size < 200) {
    killed.set(row.pid, { pid: row.pid, command: commandOf(row.pid), signal });
  }
  const fact = killed.get(row.pid);
  if (fact !== undefined) fact.signal = signal;
  send(row.pid, signal);
}

function send(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch {
    // gone, or not ours: the next scan tells
  }
}

/** tree-kill asks `ps` (`pgrep` on macOS), and without it raises an error that nobody can catch: so look first. */
function loadTreeKill() {
  const helper = process.platform === "darwin" ? "pgrep" : "ps";
  if (spawnSync(helper, ["--version"], { stdio: "ignore" }).error !== undefined) return undefined;
  for (const place of [option("treekill"), "tree-kill"]) {
    try {
      return createRequire(import.meta.url)(place);
    } catch {
      // not there: the scan below does without it
    }
  }
  return undefined;
}

function killTree(pid, signal) {
  const treeKill = loadTreeKill();
  return new Promise((resolve) => {
    if (treeKill === undefined) resolve();
    else treeKill(pid, signal, () => resolve());
  });
}

function writeExitFile() {
  const alive = new Set(members().map((row) => row.pid));
  const facts = [...killed.values()];
  const record = {
    v: 1,
    pid: process.pid,
    startTime,
    exitCode: end.code,
    signal: end.signal,
    startedAt,
    finishedAt: new Date().toISOString(),
    deadline,
    stopSignal,
    killLevel: "scan",
    killed: facts.filter((fact) => !alive.has(fact.pid)),
    survived: facts.filter((fact) => alive.has(fact.pid)),
    proven: false,
    ...(spawnError === undefined ? {} : { spawnError }),
  };
  const temp = `${runDir}/exit.json.${process.pid}.tmp`;
  try {
    const file = fs.openSync(temp, "w", 0o600);
    fs.writeFileSync(file, `${JSON.stringify(record)}\n`);
    fs.fsyncSync(file);
    fs.closeSync(file);
    fs.renameSync(temp, `${runDir}/exit.json`);
  } catch (error) {
    fs.rmSync(temp, { force: true });
    console.error(`launcher: ${runDir}/exit.json could not be written: ${error.message}`);
  }
}

function startTimeOf(pid) {
  if (!isLinux) return ps(["-p", String(pid), "-o", "lstart="])[0]?.trim() ?? "";
  const line = read(`/proc/${pid}/stat`);
  return `${read("/proc/sys/kernel/random/boot_id").trim()}:${line.slice(line.lastIndexOf(")") + 2).split(" ")[19]}`;
}

function commandOf(pid) {
  const line = isLinux ? read(`/proc/${pid}/cmdline`) : (ps(["-p", String(pid), "-o", "command="])[0] ?? "");
  return (line.replace(/\0+$/, "").replaceAll("\0", " ").trim() || "?").slice(0, 200);
}

/** Lines of `ps`; none where there is no `ps`. Times must not depend on the environment of whoever asks. */
function ps(psArgs) {
  const done = spawnSync("ps", psArgs, { encoding: "utf8", env: { ...process.env, LC_ALL: "C", TZ: "UTC" } });
  return done.error === undefined ? done.stdout.split("\n").filter((line) => line.trim() !== "") : [];
}

function read(path) {
  try {
    return fs.readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function spawnProblem(error) {
  if (!fs.existsSync(cwd)) return `The working directory ${cwd} does not exist.`;
  if (error.code === "EACCES") return `The program ${program} is not executable.`;
  if (error.code !== "ENOENT") return `The program ${program} could not be started: ${error.message}.`;
  return program.includes("/")
    ? `The program ${program} (or its interpreter) does not exist.`
    : `The program ${program} was not found on PATH.`;
}
