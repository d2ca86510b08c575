import { runCommand } from "@codex-toolloop/process";
import type { RunnerInfo } from "@codex-toolloop/protocol";
import type { Lookup } from "../../contract.ts";
import { claudeEnvironment, claudeVariables } from "../environment.ts";
import { INSTALL_SDK, locateClaude } from "./locate.ts";

/** What the command line tool alone cannot do, for a person. */
export const CLI_NOTE =
  "Only the claude command was found: nobody can be asked for approvals (what would ask is refused), and a stop ends the " +
  `process at once. For both: ${INSTALL_SDK}`;

/** Aliases that Claude resolves to its newest model of the kind. */
const MODELS = ["opus", "sonnet", "haiku"];
const VERSION_WITHIN_MS = 10_000;

/** What this machine has of Claude. Starts at most `claude --version`. */
export async function findClaude(lookup: Lookup): Promise<RunnerInfo> {
  const base = {
    runner: "claude" as const,
    label: "Claude",
    environment: claudeVariables(lookup.env),
    models: MODELS,
  };
  const { sdk, cli, problem } = locateClaude(lookup);
  const binary = cli?.from === "setting" ? cli.path : (sdk?.binary ?? cli?.path);
  if (problem) return { ...base, available: false, problem, install: INSTALL_SDK };
  if (sdk && binary)
    return {
      ...base,
      available: true,
      version: sdk.version,
      program: binary,
      from: cli?.from === "setting" ? "setting" : sdk.from,
      mode: "sdk",
    };
  if (!cli) {
    const missing = sdk
      ? `The Claude Agent SDK ${sdk.version} is installed without its program for ${process.platform}-${process.arch}.`
      : "Neither the Claude Agent SDK nor the claude command was found.";
    return { ...base, available: false, problem: missing, install: INSTALL_SDK };
  }
  const version = await cliVersion(cli.path, lookup);
  if (version === undefined)
    return {
      ...base,
      available: false,
      program: cli.path,
      problem: `${cli.path} --version failed.`,
      install: INSTALL_SDK,
    };
  return {
    ...base,
    available: true,
    version,
    program: cli.path,
    from: cli.from,
    mode: "stream-json",
    note: CLI_NOTE,
    install: INSTALL_SDK,
  };
}

async function cliVersion(path: string, lookup: Lookup): Promise<string | undefined> {
  const { exitCode, stdout = "" } = await runCommand({
    argv: [path, "--version"],
    cwd: "/",
    env: claudeEnvironment(lookup.env),
    timeoutMs: VERSION_WITHIN_MS,
    graceMs: 0,
  });
  const version = /\d+\.\d+\.\d+\S*/.exec(stdout)?.[0];
  return exitCode === 0 ? version : undefined;
}
