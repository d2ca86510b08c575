/** What the program ends with for a line that it cannot act on, and for a start that is refused: nothing was spawned. */
export const USAGE_EXIT = 2;

/** Something a person can mend; shown as one line without a stack. */
export class CliError extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode = USAGE_EXIT) {
    super(message);
    this.name = "CliError";
    this.exitCode = exitCode;
  }
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
