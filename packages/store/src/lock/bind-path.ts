import { randomBytes } from "node:crypto";
import { linkSync, renameSync, statSync, unlinkSync } from "node:fs";
import type { LockHolder } from "../contract.ts";
import { errnoOf } from "../store-error.ts";
import { askHolder } from "./ask-holder.ts";
import { type Listening, listenAsHolder } from "./listen.ts";

/**
 * The lock where there are no abstract sockets: a socket file. It is bound under a name of its own and linked to the
 * lock's name, which succeeds for one process only. A file that nobody answers behind is stale and moved away; a file
 * that was changed between asking and moving is put back.
 * @returns null when somebody holds it.
 */
export async function bindPath(address: string, holder: LockHolder): Promise<Listening | null> {
  const own = `${address}.${randomBytes(4).toString("hex")}`;
  const listening = await listenAsHolder(own, holder);
  for (let tries = 0; tries < 8; tries++) {
    try {
      linkSync(own, address);
      unlinkSync(own);
      return {
        server: listening.server,
        close: async () => {
          removeQuietly(address);
          await listening.close();
        },
      };
    } catch (error) {
      if (errnoOf(error) !== "EEXIST") throw error;
    }
    if (!(await moveStaleAway(address))) break;
  }
  await listening.close();
  removeQuietly(own);
  return null;
}

/** @returns false when somebody answers there. */
async function moveStaleAway(address: string): Promise<boolean> {
  const before = statSync(address, { throwIfNoEntry: false });
  if (!before) return true;
  const asked = await askHolder(address);
  if (asked) {
    asked.cancel();
    return false;
  }
  const aside = `${address}.${randomBytes(4).toString("hex")}.stale`;
  try {
    renameSync(address, aside);
    if (statSync(aside).ino !== before.ino) linkSync(aside, address);
    unlinkSync(aside);
  } catch (error) {
    if (errnoOf(error) !== "ENOENT" && errnoOf(error) !== "EEXIST") throw error;
  }
  return true;
}

function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Gone already.
  }
}
