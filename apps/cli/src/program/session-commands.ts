import { LIMITS } from "@codex-toolloop/protocol";
import type { Command } from "commander";
import { sessionInspectCommand, sessionListCommand } from "../commands/session.ts";
import type { Io } from "../io.ts";
import { withStore } from "../open-cli-store.ts";
import { wholeNumber } from "../start/workflow-flags.ts";
import { examples } from "./examples.ts";
import type { World } from "./world.ts";

/** `session …`. */
export function addSessionCommands(program: Command, io: Io, world: World): void {
  const session = program
    .command("session")
    .description("conversations with an agent in one folder; the dashboard's Agent Console makes them")
    .addHelpText("after", examples("codex-toolloop session list", "codex-toolloop session inspect se_3f2a"));
  session
    .command("list")
    .description("list sessions, newest first")
    .option("-w, --workspace <dir>", "only those of this folder")
    .option("-n, --limit <n>", "how many", (s) => wholeNumber("--limit", 1, LIMITS.pageMax, s), 20)
    .option("--json", "print one JSON object")
    .addHelpText("after", examples("codex-toolloop session list", "codex-toolloop session list --workspace . --json"))
    .action(async (o: { workspace?: string; limit: number; json?: boolean }) => {
      world.exitCode = await withStore(io, (store) => sessionListCommand(io, store, { json: false, ...o }));
    });
  session
    .command("inspect")
    .description("show a session: its runner, folder, thread and options, and its runs")
    .argument("<id>", "a session's id, or the first or last characters of it")
    .option("--json", "print one JSON object")
    .addHelpText("after", examples("codex-toolloop session inspect se_3f2a"))
    .action(async (id: string, { json = false }: { json?: boolean }) => {
      world.exitCode = await withStore(io, (store) => sessionInspectCommand(io, store, id, json));
    });
}
