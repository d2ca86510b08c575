import type { RunRequest } from "@codex-toolloop/protocol";
import { type Definition, flagsFor } from "@codex-toolloop/workflows";
import { shellQuote } from "../../lib/run-view/cli-command.ts";

/** Flags that `run script` takes itself, or would read as something else: such an argument is given with `--input`. */
const TAKEN = /^(?:-[^-]|--(?:repo|workspace|input|timeout|detach|json|help|version|no-.*))$/;

/** The terminal's way to start the same job again. */
export function jobCommand(request: RunRequest, definition: Definition | undefined): string {
  const words = ["npx", "codex-toolloop", "run", "script", request.workflow];
  if (request.workspace) words.push("--repo", request.workspace.path);
  const flags = ownFlags(definition);
  for (const [name, value] of Object.entries(request.inputs)) {
    const flag = flags.get(name);
    if (!flag) words.push("--input", `${name}=${value}`);
    else if (flag.takesValue) words.push(flag.flag, String(value));
    else words.push(flag.flag, ...(value === true ? [] : ["no"]));
  }
  return words.map(shellQuote).join(" ");
}

/** The flags of a script by argument; of two arguments with one flag the first has it. */
function ownFlags(definition: Definition | undefined) {
  const usable = definition ? flagsFor(definition).filter((f) => !TAKEN.test(f.flag)) : [];
  const first = usable.filter((f, i) => usable.findIndex((other) => other.flag === f.flag) === i);
  return new Map(first.map((f) => [f.input, f]));
}
