import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { talk } from "@codex-toolloop/process";
import type { TurnRequest, TurnResult, TurnSink } from "../../contract.ts";
import { APPROVAL_POLICY, CONFIG_ARGS, SANDBOX } from "../config-args.ts";
import type { Controls } from "../controls.ts";
import { codexHome } from "../environment.ts";
import { mapExec } from "../map/map-exec.ts";
import { createTurnState, finishTurn, type Outcome } from "../map/turn-state.ts";
import { schemaToAsk } from "../output/schema-to-ask.ts";
import { gaveUp, resultOf } from "../result.ts";
import { tell } from "../tell.ts";
import type { ToolRules } from "../tool-rules.ts";
import { threadUsage } from "./thread-usage.ts";

/** A turn by `codex exec --json`: no deltas, no approvals, nothing to say while it works. Never rejects for what codex does. */
export async function takeExecTurn(
  program: { path: string; env: Record<string, string> },
  request: TurnRequest,
  sink: TurnSink,
  { controls, rules }: { controls: Controls; rules: ToolRules },
): Promise<TurnResult> {
  const state = createTurnState({ cwd: request.cwd, threadId: request.threadId });
  let thread = request.threadId;
  if (thread !== undefined) state.usageBefore = await threadUsage(codexHome(request.env), thread);
  let broken: Outcome | undefined;
  const child = talk({
    argv: [program.path, ...(await execArguments(request, rules, sink))],
    cwd: request.cwd,
    env: program.env,
    onLine(text) {
      if (broken || text.trim() === "") return;
      try {
        const message = parse(text);
        sink.raw("<", message);
        const events = mapExec(state, message);
        if (state.threadId !== undefined && state.threadId !== thread) {
          thread = state.threadId;
          sink.thread(thread);
        }
        tell(sink, events);
      } catch (error) {
        broken = gaveUp(error);
        void child.stop(0);
      }
    },
  });
  // Never in the arguments: every user of the machine can read them.
  child.stdin?.end(request.prompt);
  controls.open((control) => {
    const message = `This version of Codex cannot be told anything while it works: the ${control.type} was passed over.`;
    sink.emit({ type: "notice", level: "warning", code: "not_supported", message });
  });
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped = child.stop(request.graceMs);
  };
  request.signal.addEventListener("abort", stop);
  if (request.signal.aborted) stop();
  const end = await child.ended;
  controls.close(() => {});
  request.signal.removeEventListener("abort", stop);
  await (stopped ?? child.stop(request.graceMs));
  const outcome =
    broken ?? (request.signal.aborted ? { status: "interrupted" as const } : (state.outcome ?? gaveUp(end)));
  tell(sink, finishTurn(state, outcome));
  return resultOf(state, outcome, request.outputSchema);
}

/** What follows the program: `exec` for a new thread, `exec resume` for one that there is. */
async function execArguments(request: TurnRequest, rules: ToolRules, sink: TurnSink): Promise<string[]> {
  const { options, threadId } = request;
  const args = [
    ...CONFIG_ARGS,
    ...rules.args,
    ...["-c", `sandbox_mode="${SANDBOX[options.sandbox]}"`],
    // Nobody can be asked: what would need it is refused.
    ...["-c", `approval_policy="${APPROVAL_POLICY.never}"`],
    ...(options.model === undefined ? [] : ["-m", options.model]),
    ...["--json", "--skip-git-repo-check"],
  ];
  const outputSchema = schemaToAsk(request.outputSchema, sink);
  if (outputSchema !== undefined) {
    await mkdir(request.scratch, { recursive: true });
    const file = join(request.scratch, "output-schema.json");
    await writeFile(file, JSON.stringify(outputSchema), { mode: 0o600 });
    args.push("--output-schema", file);
  }
  return threadId === undefined ? ["exec", ...args, "-"] : ["exec", "resume", ...args, threadId, "-"];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
