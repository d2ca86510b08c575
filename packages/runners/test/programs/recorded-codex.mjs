// Plays a recorded session of codex's app server (its path: OPENAI_RECORDING, a name that reaches codex) against a real client.
// What the recorded client said is waited for, what the recorded server said is said, ids as the client chose them.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const recording = readFileSync(process.env.OPENAI_RECORDING ?? "", "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line));
const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
/** Recorded id of a request of the client to the id that the client used now. */
const ids = new Map();
let at = 0;

/** Says what comes before the client's next word. */
function goOn() {
  for (; at < recording.length && recording[at].dir === "<"; at++) {
    const { msg } = recording[at];
    say(msg.method === undefined && ids.has(msg.id) ? { ...msg, id: ids.get(msg.id) } : msg);
  }
}
goOn();
createInterface({ input: process.stdin }).on("line", (line) => {
  const message = JSON.parse(line);
  const due = recording[at]?.msg;
  const fits =
    due !== undefined && due.method === message.method && (due.method !== undefined || due.id === message.id);
  if (fits) {
    if (due.id !== undefined && due.method !== undefined) ids.set(due.id, message.id);
    at++;
    goOn();
  } else if (message.method !== undefined && message.id !== undefined) say({ id: message.id, result: {} });
});
process.on("SIGTERM", () => process.exit(0));
