import { ApprovalPolicy, LIMITS, RunnerType, Sandbox } from "@codex-toolloop/protocol";
import type { Command } from "commander";
import { type RunPromptOptions, runPromptCommand } from "../commands/run-prompt.ts";
import type { Io } from "../io.ts";
import { withStore } from "../open-cli-store.ts";
import { oneOf, parseSeconds, parseSpeed, wholeNumber } from "../start/workflow-flags.ts";
import { examples } from "./examples.ts";
import type { World } from "./world.ts";

const HELP = `
The prompt goes to the agent by a file of the run, never by the arguments of a process.
What the agent asks is asked here: y approve, a approve for the session, n decline, c cancel the turn.
Without a terminal it is declined; --approval never lets the agent ask for nothing.`;

/** `run prompt`. */
export function addPrompt(run: Command, io: Io, world: World, exitCodes: string): void {
  run
    .command("prompt")
    .description("give an agent a prompt in a folder, and show its turn until it ends")
    .argument("[text]", "the prompt, or - for standard input; a replay needs none")
    .option("-R, --runner <runner>", `one of ${RunnerType.options.join(", ")}; see: codex-toolloop runners`, (s) =>
      oneOf("--runner", RunnerType.options, s),
    )
    .option("-w, --workspace <dir>", "the folder to work in, default this one (it is put on the list of workspaces)")
    .option("-S, --session <id>", "go on with a session of the dashboard: its runner, folder, thread and options")
    .option("-m, --model <name>", "the vendor's name of a model")
    .option("--sandbox <level>", `what it may touch: ${Sandbox.options.join(", ")} (workspace-write)`, (s) =>
      oneOf("--sandbox", Sandbox.options, s),
    )
    .option("--approval <policy>", `when it asks first: ${ApprovalPolicy.options.join(", ")} (on-request)`, (s) =>
      oneOf("--approval", ApprovalPolicy.options, s),
    )
    .option("--max-turns <n>", "most rounds of model and tools", (s) => wholeNumber("--max-turns", 1, 1000, s))
    .option("-t, --timeout <seconds>", `deadline of the turn, at most ${LIMITS.timeoutSecondsMax}`, parseSeconds)
    .option("--recording <name>", "for replay: a recording that ships, or a finished run's id")
    .option("--speed <factor>", "for replay: 1 is the recording's own pace, 0 as fast as can be", parseSpeed)
    .option("-d, --detach", "start it, print its id, and leave it running; the dashboard asks what it asks")
    .option("--json", "print the run's events as JSON lines")
    .addHelpText(
      "after",
      `${examples(
        'codex-toolloop run prompt "Mend the failing test" --runner codex',
        "git diff | codex-toolloop run prompt - --runner claude --sandbox read-only",
        "codex-toolloop run prompt --runner replay --speed 4",
      )}\n${HELP}\n\n${exitCodes}`,
    )
    .action(async (text: string | undefined, flags: Partial<RunPromptOptions>) => {
      const options = { detach: false, json: false, ...flags };
      world.exitCode = await withStore(io, (store) => runPromptCommand(io, store, text, options));
    });
}
