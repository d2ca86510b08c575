import { CommanderError } from "commander";
import { CliError, messageOf, USAGE_EXIT } from "./cli-error.ts";
import { type Io, processIo, say } from "./io.ts";
import type { World } from "./program/world.ts";
import { buildProgram } from "./program.ts";
import { sanitiseText } from "./render/sanitise.ts";
import { namedWorkflow } from "./start/named-workflow.ts";

/** Runs one command line (without `node` and the script). @returns the exit code. Never throws. */
export async function runCli(argv: readonly string[], io: Io = processIo(argv)): Promise<number> {
  // `pnpm run dev:cli -- run …` hands the dashes on.
  const args = argv[0] === "--" ? argv.slice(1) : [...argv];
  const world: World = { exitCode: 0 };
  // A launcher that we wait for does not keep the process here by itself.
  const awake = setInterval(() => {}, 60_000);
  try {
    Object.assign(world, await namedWorkflow(io, args));
    const program = buildProgram(io, world);
    if (args.length === 0) {
      program.outputHelp();
      return 0;
    }
    await program.parseAsync(args, { from: "user" });
    return world.exitCode;
  } catch (error) {
    // Commander has said it already, with the nearest command or option.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE_EXIT;
    for (const line of messageOf(error).split("\n")) say(io, `error: ${sanitiseText(line)}`);
    if (error instanceof CliError) return error.exitCode;
    if (io.env.TOOLLOOP_DEBUG && error instanceof Error) say(io, error.stack ?? "");
    return 1;
  } finally {
    clearInterval(awake);
  }
}
