import type { Command } from "commander";
import { configCommand } from "../commands/config.ts";
import { indexRebuildCommand } from "../commands/index-rebuild.ts";
import { openCommand } from "../commands/open.ts";
import { pruneCommand } from "../commands/prune.ts";
import { runnersCommand } from "../commands/runners.ts";
import { workflowsCommand } from "../commands/workflows.ts";
import {
  workspaceAddCommand,
  workspaceEnableCommand,
  workspaceListCommand,
  workspaceRemoveCommand,
  workspaceTrustCommand,
} from "../commands/workspace.ts";
import type { Io } from "../io.ts";
import { withStore } from "../open-cli-store.ts";
import { wholeNumber } from "../start/workflow-flags.ts";
import { examples } from "./examples.ts";
import type { World } from "./world.ts";

type StoreUse = Parameters<typeof withStore<number>>[1];

/** What looks at or changes the store: workflows, workspaces, settings, the list of runs. */
export function addStoreCommands(program: Command, io: Io, world: World): void {
  const use = async (task: StoreUse) => {
    world.exitCode = await withStore(io, task);
  };
  program
    .command("workflows")
    .description("list what may run, with its inputs")
    .option("-w, --workspace <dir>", "also the workflows of this folder, where it is trusted")
    .option("--json", "print one JSON object")
    .addHelpText("after", examples("codex-toolloop workflows", "codex-toolloop workflows --workspace ."))
    .action((o: { workspace?: string; json?: boolean }) =>
      use((store) => workflowsCommand(io, store, { workspace: undefined, json: false, ...o })),
    );
  program
    .command("runners")
    .description("list the agents that can take a prompt here, and how to install the others")
    .option("--json", "print a JSON array")
    .addHelpText("after", examples("codex-toolloop runners", "codex-toolloop runners --json"))
    .action(({ json = false }: { json?: boolean }) => use((store) => runnersCommand(io, store, json)));
  addWorkspaces(program, io, use);
  program
    .command("config")
    .description("show every setting, its value and where it comes from")
    .option("--json", "print one JSON object")
    .addHelpText("after", examples("codex-toolloop config", "TOOLLOOP_PORT=5000 codex-toolloop config"))
    .action(({ json = false }: { json?: boolean }) => use((store) => configCommand(io, store, json)));
  program
    .command("open")
    .description("print the dashboard's address, and open it where there is a desktop")
    .addHelpText("after", examples("codex-toolloop open"))
    .action(() => use((store) => openCommand(io, store)));
  program
    .command("prune")
    .description("delete old finished runs; the newest 100 and live ones stay")
    .option("--days <n>", "older than this; default is the setting retentionDays", (s) =>
      wholeNumber("--days", 0, 36_500, s),
    )
    .option("--dry-run", "only say what would be deleted")
    .option("--json", "print one JSON object")
    .addHelpText("after", examples("codex-toolloop prune --dry-run", "codex-toolloop prune --days 7"))
    .action((o: { days?: number; dryRun?: boolean; json?: boolean }) =>
      use((store) => pruneCommand(io, store, { dryRun: false, json: false, ...o })),
    );
  const index = program.command("index").description("the list of runs");
  index
    .command("rebuild")
    .description("make index.jsonl anew from the run directories")
    .addHelpText("after", examples("codex-toolloop index rebuild"))
    .action(() => use((store) => indexRebuildCommand(io, store)));
}

function addWorkspaces(program: Command, io: Io, use: (task: StoreUse) => Promise<void>): void {
  const workspace = program
    .command("workspace")
    .description("folders that runs work in; a trusted one's own workflows may run")
    .addHelpText("after", examples("codex-toolloop workspace add ~/code/site", "codex-toolloop workspace trust ."));
  workspace
    .command("list")
    .description("list them")
    .option("--json", "print a JSON array")
    .action(({ json = false }: { json?: boolean }) => use((store) => workspaceListCommand(io, store, json)));
  workspace
    .command("add")
    .description("put a folder on the list")
    .argument("<dir>")
    .option("--name <name>", "what to call it; default is the folder's name")
    .action((dir: string, { name }: { name?: string }) => use((store) => workspaceAddCommand(io, store, dir, name)));
  workspace
    .command("remove")
    .description("take it off the list; the folder stays")
    .argument("<dir>", "its path or id")
    .action((dir: string) => use((store) => workspaceRemoveCommand(io, store, dir)));
  workspace
    .command("trust")
    .description("let the workflows in its .codex-toolloop/workflows run; read them first")
    .argument("<dir>", "its path or id")
    .action((dir: string) => use((store) => workspaceTrustCommand(io, store, dir, true)));
  workspace
    .command("untrust")
    .description("take that back")
    .argument("<dir>", "its path or id")
    .action((dir: string) => use((store) => workspaceTrustCommand(io, store, dir, false)));
  workspace
    .command("disable")
    .description("let nothing new start in it; what runs or waits goes on")
    .argument("<dir>", "its path or id")
    .action((dir: string) => use((store) => workspaceEnableCommand(io, store, dir, false)));
  workspace
    .command("enable")
    .description("take that back")
    .argument("<dir>", "its path or id")
    .action((dir: string) => use((store) => workspaceEnableCommand(io, store, dir, true)));
}
