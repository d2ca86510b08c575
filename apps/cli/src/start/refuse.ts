import type { FieldError } from "@codex-toolloop/protocol";
import type { Store } from "@codex-toolloop/store";
import { CliError } from "../cli-error.ts";
import { userName } from "../io.ts";

/** Refuses a start: each reason is written to the audit, and thrown in the words of the command line. */
export async function refuse(
  store: Store,
  what: string,
  errors: FieldError[],
  as: "workflow" | "script" = "workflow",
): Promise<never> {
  await audit(store, what, errors);
  const folderFlag = as === "script" ? "--repo" : "--workspace";
  throw new CliError(errors.map((e) => `${fieldWords(e.path, folderFlag)}: ${inTerminal(e, folderFlag)}`).join("\n"));
}

/** Writes why a start was refused. A store that cannot be written still answers the person. */
export async function audit(store: Store, what: string, errors: readonly FieldError[]): Promise<void> {
  for (const { path, message } of errors) {
    const line = { v: 1 as const, at: new Date().toISOString(), by: userName(), via: "cli" as const };
    await store
      .appendAudit({ ...line, what: `run ${what.slice(0, 64)}`, field: path, reason: message })
      .catch(() => {});
  }
}

/** Why nothing starts in a folder that is disabled, and what to do. */
export function disabledMessage(path: string): string {
  return `${path} is disabled: nothing starts in it; allow it with: codex-toolloop workspace enable ${path}`;
}

/** What is chosen in a form is added to a command line. */
function inTerminal({ path, message }: FieldError, folderFlag: string): string {
  if (path === "spec" && message === "is required")
    return `${message}: a file with some text in it, or - for standard input`;
  return path === "workspace" ? message.replace(/choose a workspace$/, `add ${folderFlag} . for this one`) : message;
}

/** A field as a person typed it: `inputs.depth` is `--input depth`. */
function fieldWords(path: string, folderFlag: string): string {
  if (path.startsWith("inputs.")) return `input ${path.slice("inputs.".length)}`;
  if (path === "workspace") return folderFlag;
  if (path === "from") return "--from";
  if (path === "replaySpeed") return "--speed";
  return path === "timeoutSeconds" ? "--timeout" : path === "spec" ? "--spec" : path;
}
