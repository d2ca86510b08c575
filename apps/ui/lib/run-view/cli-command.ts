import type { RunRequest } from "@codex-toolloop/protocol";

/** One word of a POSIX shell line. */
export function shellQuote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** The terminal's way to start the same run. A spec is not repeated in it: its text never travels in arguments. */
export function cliCommand(request: RunRequest): string {
  const words = ["npx", "codex-toolloop", "run", "workflow", request.workflow];
  if (request.workspace) words.push("--workspace", request.workspace.path);
  for (const [name, value] of Object.entries(request.inputs)) words.push("--input", `${name}=${value}`);
  if (request.hasSpec) words.push("--spec", "spec.md");
  words.push("--timeout", String(request.timeoutSeconds));
  return words.map(shellQuote).join(" ");
}

/**
 * The line to copy for a run as it is on disk: redacted, and without the inputs that would be masked in it, since stars
 * are no value. @returns their names too, to be told beside it.
 */
export function copiedCommand(request: RunRequest, redact: <T>(value: T) => T): { line: string; leftOut: string[] } {
  const shown = redact(request.inputs);
  const names = Object.keys(request.inputs);
  const leftOut = names.filter((name) => shown[name] !== request.inputs[name]);
  const open = Object.entries(request.inputs).filter(([name]) => !leftOut.includes(name));
  return redact({ line: cliCommand({ ...request, inputs: Object.fromEntries(open) }), leftOut });
}
