import { Command } from "commander";
import { doctorCommand } from "./commands/doctor.ts";
import type { Io } from "./io.ts";
import { examples } from "./program/examples.ts";
import { addRunCommands } from "./program/run-commands.ts";
import { addSessionCommands } from "./program/session-commands.ts";
import { addStoreCommands } from "./program/store-commands.ts";
import type { World } from "./program/world.ts";
import { VERSION } from "./start/provenance.ts";

/**
 * The whole command line. Commands set `world.exitCode`; what goes wrong is thrown.
 * @param world also holds the workflow that `run workflow NAME` names, whose inputs become flags.
 */
export function buildProgram(io: Io, world: World): Command {
  const program = new Command("codex-toolloop")
    .description(
      "Runs workflows, scripts and agents, each in a process tree of its own, and shows what they left behind.",
    )
    .version(VERSION, "-V, --version")
    .enablePositionalOptions()
    .showHelpAfterError("(--help shows the usage and examples)")
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      getOutHasColors: () => io.style.colours,
      getErrHasColors: () => io.style.colours,
      getOutHelpWidth: () => io.stdout.columns || 100,
      getErrHelpWidth: () => io.stderr.columns || 100,
    })
    .exitOverride()
    .addHelpText(
      "after",
      `
Examples:
  $ codex-toolloop doctor                                   is everything there?
  $ codex-toolloop run workflow tour                        a first run, one minute
  $ codex-toolloop run workflow verify --workspace .        check this repository
  $ codex-toolloop run script repo.lines --repo .           an approved script in it
  $ codex-toolloop run prompt --runner replay               watch a recorded agent at work
  $ codex-toolloop run list --status failed
  $ codex-toolloop open                                     the dashboard

Exit code: 0 done, 1 failed, 2 for a mistake in the command line or a start that is refused; a run that is shown until
it ends also gives 124 for a timeout and 130 when it was stopped.`,
    );
  addRunCommands(program, io, world);
  addSessionCommands(program, io, world);
  addStoreCommands(program, io, world);
  program
    .command("doctor")
    .description(
      "check node, git, the store, scripts, workspaces, the dashboard's lock and port, kill levels, browser and agents",
    )
    .option("--json", "print one JSON object")
    .addHelpText("after", examples("codex-toolloop doctor", "codex-toolloop doctor --json"))
    .action(async ({ json = false }: { json?: boolean }) => {
      world.exitCode = await doctorCommand(io, json);
    });
  return program;
}
