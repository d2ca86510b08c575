import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { isAbsolute } from "node:path";
import { look, may, nameProblem } from "./look.ts";

/** As much of a first line as Linux looks at. Bytes. */
const FIRST_LINE_MAX = 256;

/**
 * Why a program text cannot be run although it is executable: the interpreter that its first line names is not there.
 * `#!/usr/bin/env node` is looked for on PATH. Binaries, and texts without such a line (a shell runs those), are fine.
 * @param path a regular file that can be read. @param base where relative folders of `searchPath` start.
 */
export async function interpreterProblem(
  path: string,
  base: string | undefined,
  searchPath: string | undefined,
): Promise<string | undefined> {
  const line = await firstLine(path);
  if (line?.endsWith("\r")) return `the first line of ${path} ends with CR LF; save the file with LF line ends`;
  const [, interpreter = "", argument] = /^#!\s*(\S+)(?:\s+(\S+))?/.exec(line ?? "") ?? [];
  if (!isAbsolute(interpreter)) return undefined;
  const found = await look(interpreter);
  const missing = typeof found === "string" || !(await may(interpreter, constants.X_OK));
  if (missing) return `the first line of ${path} names ${interpreter}, which cannot be run here; correct it`;
  // Only the plain form: env has options, and variables before the program.
  if (!interpreter.endsWith("/env") || argument === undefined || !/^[\w.+-]+$/.test(argument) || argument[0] === "-")
    return undefined;
  const problem = await nameProblem(argument, base, searchPath);
  return problem === undefined ? undefined : `the first line of ${path} names ${argument}: ${problem}`;
}

/** The first line without its newline, where it says which interpreter to take. */
async function firstLine(path: string): Promise<string | undefined> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(FIRST_LINE_MAX), 0, FIRST_LINE_MAX, 0);
    const text = buffer.toString("latin1", 0, bytesRead);
    return text.startsWith("#!") ? text.split("\n")[0] : undefined;
  } finally {
    await handle.close();
  }
}
