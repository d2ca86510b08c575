import { LIMITS } from "@codex-toolloop/protocol";
import type { Command } from "commander";
import { runResumeCommand } from "../commands/run-resume.ts";
import type { Io } from "../io.ts";
import { withStore } from "../open-cli-store.ts";
import { parseSeconds } from "../start/workflow-flags.ts";
import { examples } from "./examples.ts";
import type { World } from "./world.ts";

const HELP = `
It is a new run with the same workflow, inputs, spec, folder and agents. What had finished is kept and not done again.`;

/** `run resume`. */
export function addResume(run: Command, io: Io, world: World, exitCodes: string): void {
  run
    .command("resume")
    .description("go on with a workflow's run that failed, was stopped or was killed, and show it until it ends")
    .argument("<id>", "a run's id, or the first or last characters of it")
    .option("-f, --from <step>", "run this step again, and all that need it; also of a run that succeeded")
    .option("-t, --timeout <seconds>", `deadline of the whole run, at most ${LIMITS.timeoutSecondsMax}`, parseSeconds)
    .option("-d, --detach", "start it, print its id, and leave it running")
    .option("--json", "print the run's events as JSON lines")
    .addHelpText(
      "after",
      `${examples("codex-toolloop run resume 3f2a", "codex-toolloop run resume 3f2a --from verify")}\n${HELP}\n\n${exitCodes}`,
    )
    .action(async (id: string, o: { from?: string; timeout?: number; detach?: boolean; json?: boolean }) => {
      const { from, timeout: timeoutSeconds, detach = false, json = false } = o;
      const options = { from, timeoutSeconds, detach, json };
      world.exitCode = await withStore(io, (store) => runResumeCommand(io, store, id, options));
    });
}
