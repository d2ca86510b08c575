import { LIMITS, RunKind, RunStatus } from "@codex-toolloop/protocol";
import type { Command } from "commander";
import { CliError } from "../cli-error.ts";
import { runListCommand } from "../commands/run-list.ts";
import { runLogsCommand } from "../commands/run-logs.ts";
import { runShowCommand } from "../commands/run-show.ts";
import { runSpecCommand } from "../commands/run-spec.ts";
import { runStopCommand } from "../commands/run-stop.ts";
import { type RunWorkflowOptions, runWorkflowCommand } from "../commands/run-workflow.ts";
import type { Io } from "../io.ts";
import { withStore } from "../open-cli-store.ts";
import {
  addInputFlags,
  allowAnyFlags,
  oneOf,
  parseInput,
  parseSeconds,
  parseSpeed,
  strayInputs,
  wholeNumber,
} from "../start/workflow-flags.ts";
import { examples } from "./examples.ts";
import { addPrompt } from "./prompt-command.ts";
import { addResume } from "./resume-command.ts";
import type { World } from "./world.ts";

interface StartFlags {
  workspace?: string;
  repo?: string;
  input?: Record<string, string>;
  spec?: string;
  timeout?: number;
  speed?: number;
  detach?: boolean;
  json?: boolean;
  workflow?: string;
}

const EXIT_CODES = `Exit code: 0 success, 1 failed, 124 timeout, 130 stopped; 2 for a mistake in the command line
and for a start that is refused: then nothing was run.`;
const AT_ONCE = `A run that is started here starts at once, also where as many runs are live as maxConcurrent allows;
it takes one of the dashboard's places.`;

/** `run …`. */
export function addRunCommands(program: Command, io: Io, world: World): void {
  const run = program.command("run").description("start runs, look at them, stop them");
  run.addHelpText(
    "after",
    examples(
      "codex-toolloop run workflow tour",
      "codex-toolloop run show 3f2a",
      "codex-toolloop run resume 3f2a",
      "codex-toolloop run stop 3f2a",
    ),
  );
  addWorkflow(run, io, world);
  addScript(run, io, world);
  addSpec(run, io, world);
  addPrompt(run, io, world, EXIT_CODES);
  addResume(run, io, world, EXIT_CODES);
  addList(run.command("list"), io, world);
  addShow(run.command("show"), io, world);
  run
    .command("stop")
    .description("stop a run, wait until nothing of it is left, and say what was killed")
    .argument("<id>", "a run's id, or the first or last characters of it")
    .option("--force", "no grace: kill everything of it at once, also where a stop is under way")
    .addHelpText("after", examples("codex-toolloop run stop 3f2a", "codex-toolloop run stop 3f2a --force"))
    .action(async (id: string, { force = false }: { force?: boolean }) => {
      world.exitCode = await withStore(io, (store) => runStopCommand(io, store, id, force));
    });
  run
    .command("logs")
    .description("print what a run's commands printed (secrets masked)")
    .argument("<id>", "a run's id, or the first or last characters of it")
    .option("-f, --follow", "go on until the run has ended")
    .addHelpText("after", examples("codex-toolloop run logs 3f2a", "codex-toolloop run logs 3f2a --follow"))
    .action(async (id: string, { follow = false }: { follow?: boolean }) => {
      world.exitCode = await withStore(io, (store) => runLogsCommand(io, store, id, follow));
    });
}

function startFlags(command: Command, what: "workflow" | "script" = "workflow"): Command {
  const folder = "(it is put on the list of workspaces)";
  if (what === "script")
    command
      .option("-r, --repo <dir>", `the repository to run in ${folder}`)
      .option("-w, --workspace <dir>", "another name for --repo");
  else
    command
      .option("-w, --workspace <dir>", `the folder to work in ${folder}`)
      .option("--speed <factor>", "for runner replay: 1 is the recording's own pace, 0 as fast as can be", parseSpeed);
  return command
    .option("-i, --input <name=value>", `an input of the ${what}; may be repeated`, parseInput)
    .option("-t, --timeout <seconds>", `deadline of the whole run, at most ${LIMITS.timeoutSecondsMax}`, parseSeconds)
    .option("-d, --detach", "start it, print its id, and leave it running")
    .option("--json", "print the run's events as JSON lines");
}

function addWorkflow(run: Command, io: Io, world: World): void {
  const command = startFlags(run.command("workflow"))
    .description("run a workflow and show it until it ends")
    .argument("<name>", "see: codex-toolloop workflows")
    .option("-s, --spec <file>", "the text that the workflow works from; - is standard input");
  const flags = flagsOf(command, world);
  command
    .addHelpText(
      "after",
      examples(
        "codex-toolloop run workflow verify --workspace .",
        "codex-toolloop run workflow tour --json | jq .type",
        "git diff | codex-toolloop run workflow review --spec -",
      ) +
        `\n\n${EXIT_CODES}\n\n${AT_ONCE}` +
        (world.named ? "" : "\n\nThe inputs of a workflow are flags too: codex-toolloop run workflow NAME --help"),
    )
    .action(async (name: string, o: StartFlags) => {
      const options = startOptions(o, { ...o.input, ...flags() });
      world.exitCode = await withStore(io, (store) => runWorkflowCommand(io, store, world.unknown ?? name, options));
    });
}

function addScript(run: Command, io: Io, world: World): void {
  const command = startFlags(run.command("script"), "script")
    .description("run an approved script in a repository and show it until it ends")
    .argument("<key>", "see: codex-toolloop workflows");
  const flags = flagsOf(command, world);
  command
    .addHelpText(
      "after",
      examples(
        "codex-toolloop run script repo.lines --repo . --retries 3",
        "codex-toolloop run script repo.checksum --repo ~/code/site --detach",
        "codex-toolloop run script deps.outdated --repo . --json | jq .type",
      ) +
        `\n\n${EXIT_CODES}\n\n${AT_ONCE}` +
        (world.named ? "" : "\n\nThe arguments of a script are flags too: codex-toolloop run script KEY --help"),
    )
    .action(async (key: string, o: StartFlags) => {
      if (o.repo !== undefined && o.workspace !== undefined && o.repo !== o.workspace)
        throw new CliError("--repo and --workspace are the same option; give one of them");
      const options = startOptions({ ...o, ...folderOf(o) }, { ...o.input, ...flags() }, "script");
      world.exitCode = await withStore(io, (store) => runWorkflowCommand(io, store, world.unknown ?? key, options));
    });
}

/** Makes flags of the inputs of what the line names. @returns where their values arrive. */
function flagsOf(command: Command, world: World): () => Record<string, string> {
  if (world.unknown !== undefined) {
    allowAnyFlags(command);
    return () => strayInputs(command);
  }
  const values = world.named ? addInputFlags(command, world.named) : new Map<string, string>();
  return () => Object.fromEntries(values);
}

function folderOf({ repo, workspace }: StartFlags): Pick<StartFlags, "workspace"> {
  const dir = repo ?? workspace;
  return dir === undefined ? {} : { workspace: dir };
}

function addSpec(run: Command, io: Io, world: World): void {
  const command = startFlags(run.command("spec"))
    .description("run a workflow that works from a spec, with this one")
    .argument("<path>", "a text file, or - for standard input")
    .option(
      "--workflow <name>",
      "which one, default feature-dev; where that is left out, the only one that requires a spec",
    );
  const flags = flagsOf(command, world);
  command
    .addHelpText(
      "after",
      `${examples(
        "codex-toolloop run spec feature.md --workspace .",
        "codex-toolloop run spec feature.md --workspace . --runner claude",
        "codex-toolloop run spec feature.md --workflow plan --workspace .",
      )}\n\n${EXIT_CODES}\n\n${AT_ONCE}`,
    )
    .action(async (path: string, o: StartFlags) => {
      const options = startOptions(o, { ...o.input, ...flags() });
      world.exitCode = await withStore(io, (store) => runSpecCommand(io, store, path, o.workflow, options));
    });
}

function startOptions(
  o: StartFlags,
  inputs: Record<string, string>,
  as: RunWorkflowOptions["as"] = "workflow",
): RunWorkflowOptions {
  const { workspace, spec, timeout: timeoutSeconds, speed: replaySpeed, detach = false, json = false } = o;
  return { workspace, spec, timeoutSeconds, replaySpeed, detach, json, inputs, as };
}

function addList(command: Command, io: Io, world: World): void {
  command
    .description("list runs, newest first")
    .option("--status <status>", `one of ${RunStatus.options.join(", ")}`, (s) =>
      oneOf("--status", RunStatus.options, s),
    )
    .option("--kind <kind>", `one of ${RunKind.options.join(", ")}`, (s) => oneOf("--kind", RunKind.options, s))
    .option("-n, --limit <n>", "how many", (s) => wholeNumber("--limit", 1, LIMITS.pageMax, s), 20)
    .option("--json", "print one JSON object")
    .addHelpText("after", examples("codex-toolloop run list", "codex-toolloop run list --status failed --limit 5"))
    .action(async (o: { status?: RunStatus; kind?: RunKind; limit: number; json?: boolean }) => {
      world.exitCode = await withStore(io, (store) => runListCommand(io, store, { json: false, ...o }));
    });
}

function addShow(command: Command, io: Io, world: World): void {
  command
    .description("show a run: how it ended, its steps, its report and the end of its log")
    .argument("<id>", "a run's id, or the first or last characters of it")
    .option("--json", "print one JSON object")
    .addHelpText("after", examples("codex-toolloop run show 3f2a", "codex-toolloop run show 3f2a --json"))
    .action(async (id: string, { json = false }: { json?: boolean }) => {
      world.exitCode = await withStore(io, (store) => runShowCommand(io, store, id, json));
    });
}
