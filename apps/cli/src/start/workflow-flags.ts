import { type Definition, flagsFor, type InputFlag, nearest } from "@codex-toolloop/workflows";
import { type Command, Help, Option } from "commander";
import { CliError } from "../cli-error.ts";
import { inputRules } from "../render/input-rules.ts";

/** Adds one option per input to `run workflow`, and returns where their values arrive, by input name. */
export function addInputFlags(command: Command, definition: Definition): Map<string, string> {
  const values = new Map<string, string>();
  const taken = new Set(command.options.flatMap((o) => [o.short, o.long]).concat("-h", "--help"));
  for (const input of flagsFor(definition)) {
    const flag = usableFlag(input);
    // An input called like an option of ours is given with --input.
    if (flag === undefined || taken.has(flag)) continue;
    taken.add(flag);
    const option = new Option(input.takesValue ? `${flag} <value>` : `${flag} [yes|no]`, helpOf(input));
    if (!input.takesValue) option.preset("true");
    option.argParser((value: string) => {
      values.set(input.input, value);
      return value;
    });
    command.addOption(option);
  }
  // Commander would explain how a bare flag is stored.
  command.configureHelp({
    optionDescription: (option) => new Help().optionDescription(option).replace(' (preset: "true")', ""),
  });
  return values;
}

/**
 * Lets a line through whose workflow is not known: what is wrong with it is the name or the folder, and not the flags that
 * a workflow of that name might have.
 */
export function allowAnyFlags(command: Command): void {
  command.allowUnknownOption().allowExcessArguments();
}

/** What of such a line was no option of ours, as inputs that no workflow has: it cannot be started after all. */
export function strayInputs(command: Command): Record<string, string> {
  return Object.fromEntries(command.args.slice(1).map((word) => [word, ""]));
}

/** What commander can parse as this input's flag: long, or one letter; `--no-x` would mean something else to it. */
function usableFlag({ flag, input }: InputFlag): string | undefined {
  if (/^-[a-zA-Z0-9]$/.test(flag) || /^--(?!no-)[a-zA-Z0-9][a-zA-Z0-9-]*$/.test(flag)) return flag;
  const own = `--${input.replace(/_/g, "-").toLowerCase()}`;
  return own.startsWith("--no-") ? undefined : own;
}

function helpOf(flag: InputFlag): string {
  const rules = inputRules(flag);
  return rules === "" ? flag.help : `${flag.help} (${rules})`;
}

/** `--input k=v` collected; the value may hold further `=`. Throws CliError for what has none. */
export function parseInput(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const at = text.indexOf("=");
  if (at < 1) throw new CliError(`--input ${text.slice(0, 80)}: write it as --input name=value`);
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}

/** `--timeout 90`, in seconds. The bounds are checked with everything else. */
export function parseSeconds(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new CliError(`--timeout ${text.slice(0, 40)}: must be a whole number of seconds`);
  return Number(text);
}

/** `--speed 4`, of a replay: 1 is the recording's own pace, 0 as fast as can be. */
export function parseSpeed(text: string): number {
  const n = /^\d{1,4}(\.\d{1,3})?$/.test(text) ? Number(text) : Number.NaN;
  if (!(n <= 1000)) throw new CliError(`--speed ${text.slice(0, 40)}: must be a number from 0 to 1000`);
  return n;
}

/** One of a closed list; the error names the nearest. */
export function oneOf<T extends string>(what: string, values: readonly T[], text: string): T {
  const found = values.find((v) => v === text);
  if (found !== undefined) return found;
  const near = nearest(text, values);
  const known = near === undefined ? `must be one of ${values.join(", ")}` : `did you mean ${near}?`;
  throw new CliError(`${what} ${text.slice(0, 40)}: ${known}`);
}

/** A whole number within bounds, for `--limit` and `--days`. */
export function wholeNumber(what: string, min: number, max: number, text: string): number {
  const n = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(n >= min && n <= max))
    throw new CliError(`${what} ${text.slice(0, 40)}: must be a whole number from ${min} to ${max}`);
  return n;
}
