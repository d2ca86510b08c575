import { parseArgs } from "node:util";
import { type Definition, findWorkflow } from "@codex-toolloop/workflows";
import { CommanderError } from "commander";
import { CliError, messageOf, USAGE_EXIT } from "./cli-error.ts";
import { type Io, processIo, say } from "./io.ts";
import { withStore } from "./open-cli-store.ts";
import type { World } from "./program/world.ts";
import { buildProgram } from "./program.ts";
import { sanitiseText } from "./render/sanitise.ts";
import { chooseWorkspace, loadCatalog } from "./start/load-catalog.ts";

/** Runs one command line (without `node` and the script). @returns the exit code. Never throws. */
export async function runCli(argv: readonly string[], io: Io = processIo(argv)): Promise<number> {
  // `pnpm run dev:cli -- run …` hands the dashes on.
  const args = argv[0] === "--" ? argv.slice(1) : [...argv];
  const world: World = { exitCode: 0 };
  // A launcher that we wait for does not keep the process here by itself.
  const awake = setInterval(() => {}, 60_000);
  try {
    world.named = await namedWorkflow(io, args);
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

/**
 * The workflow of `run workflow NAME` or `run script KEY`, whose inputs become flags: it must be known before the line is parsed. Anything
 * that is wrong with the line or the store is left for the command to say.
 */
async function namedWorkflow(io: Io, args: readonly string[]): Promise<Definition | undefined> {
  const [run, what, ...rest] = args;
  if (run !== "run" || (what !== "workflow" && what !== "script")) return undefined;
  const { values, tokens } = parseArgs({
    args: [...rest],
    options: {
      workspace: { type: "string", short: "w" },
      ...(what === "script" ? { repo: { type: "string", short: "r" } as const } : {}),
      input: { type: "string", short: "i" },
      spec: { type: "string", short: "s" },
      timeout: { type: "string", short: "t" },
    },
    strict: false,
    tokens: true,
  });
  // A flag that is not known yet may have taken its value before the name: the first that is a workflow is meant.
  const names = tokens.flatMap((t) => (t.kind === "positional" ? [t.value] : []));
  if (names.length === 0) return undefined;
  try {
    return await withStore(io, async (store) => {
      const dir = [values.repo, values.workspace].find((v) => typeof v === "string");
      const catalog = await loadCatalog(store, await chooseWorkspace(io, store, dir));
      const named = names.map((name) => findWorkflow(catalog, name)?.definition).find((d) => d !== undefined);
      return store.redactor().json(named);
    });
  } catch {
    return undefined;
  }
}
