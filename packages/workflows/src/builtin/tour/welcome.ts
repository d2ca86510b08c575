import type { StepContext } from "../../engine/engine-step.ts";
import { paced } from "./paced.ts";

const HELLO = `# Welcome to the tour

This run shows **every kind of event** once. It needs no agent and no key, and it changes nothing.

| Tab | What you find there |
| --- | --- |
| Transcript | messages, commands, changes: what you are reading |
| Events | the same as raw facts, one per line |
| Log | everything the commands printed, in colour |
| Report | the summary, once the run has ended |

Watch the steps at the top, and press **Stop** whenever you like.`;

/** Messages, notices of each level, progress with and without a fraction. */
export async function welcome(context: StepContext): Promise<unknown> {
  const { item, rest, stream } = paced(context);
  item({ kind: "message", role: "user", text: "Show me what a run looks like. *(The tour says this for you.)*" });
  await rest(800);
  await stream({ kind: "message", role: "assistant", text: HELLO });
  await rest(1000);
  const notices = [
    { level: "info", message: "Tour: this is a notice. It says something worth knowing." },
    { level: "warning", message: "Tour: this is a warning. Something may need your attention." },
    { level: "error", message: "Tour: this is what an error notice looks like. Nothing is wrong." },
  ] as const;
  for (const notice of notices) {
    context.emit({ type: "notice", code: "tour", ...notice });
    await rest(900);
  }
  context.emit({ type: "step.progress", message: "Tour: progress of unknown length" });
  await rest(1200);
  const total = 20;
  for (let current = 1; current <= total; current++) {
    context.emit({
      type: "step.progress",
      message: "Tour: counting imaginary files",
      fraction: current / total,
      current,
      total,
      unit: "files",
    });
    await rest(150);
  }
  return { tour: true, shown: ["message", "notice", "progress"] };
}
