import { open } from "node:fs/promises";
import { resolve } from "node:path";
import { LIMITS } from "@codex-toolloop/protocol";
import { CliError, messageOf } from "../cli-error.ts";
import type { Io } from "../io.ts";

/**
 * The text of `--spec FILE`, or of standard input for `-`. At most one byte more than allowed is read; the rules are
 * checked with everything else. Throws CliError when it cannot be read or is no UTF-8.
 */
export async function readSpec(io: Io, from: string): Promise<string> {
  const bytes = from === "-" ? await readStream(io.stdin) : await readFile(resolve(io.cwd, from), from);
  if (bytes.length > LIMITS.specBytes) throw new CliError(`the spec is larger than ${LIMITS.specBytes} bytes (1 MiB)`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new CliError(`the spec ${from === "-" ? "from standard input" : from} is no UTF-8 text`);
  }
}

async function readStream(stream: AsyncIterable<Uint8Array | string>): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of stream) {
    const bytes = Buffer.from(part);
    parts.push(bytes);
    length += bytes.length;
    if (length > LIMITS.specBytes) break;
  }
  return Buffer.concat(parts);
}

async function readFile(path: string, shown: string): Promise<Buffer> {
  try {
    const handle = await open(path, "r");
    try {
      // Also a pipe, as in --spec <(command).
      return await readStream(handle.createReadStream({ autoClose: false, end: LIMITS.specBytes }));
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new CliError(`the spec ${shown} cannot be read: ${messageOf(error)}`);
  }
}
