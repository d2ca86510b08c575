import type { RunRequest } from "@codex-toolloop/protocol";
import { type Definition, flagsFor } from "@codex-toolloop/workflows";
import { shellQuote } from "../../lib/run-view/cli-command.ts";

/** The terminal's way to start the same job again. */
export function jobCommand(request: RunRequest, definition: Definition | undefined): string {
  const words = ["npx", "codex-toolloop", "run", "script", request.workflow];
  if (request.workspace) words.push("--repo", request.workspace.path);
  const flags = new Map(definition && flagsFor(definition).map((f) => [f.input, f]));
  for (const [name, value] of Object.entries(request.inputs)) {
    const flag = flags.get(name);
    if (!flag) words.push("--input", `${name}=${value}`);
    else if (flag.takesValue) words.push(flag.flag, String(value));
    else words.push(flag.flag, ...(value === true ? [] : ["no"]));
  }
  return words.map(shellQuote).join(" ");
}
