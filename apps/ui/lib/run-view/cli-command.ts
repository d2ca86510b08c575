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
