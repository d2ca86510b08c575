import type { LockHolder, LockResult } from "../contract.ts";
import { errnoOf, toStoreError } from "../store-error.ts";
import { askHolder } from "./ask-holder.ts";
import { bindPath } from "./bind-path.ts";
import { type Listening, listenAsHolder } from "./listen.ts";
import { type LockAddress, lockAddress } from "./lock-address.ts";

/**
 * Takes the store's lock, or says who holds it. The kernel frees it when the holder dies, however it dies; a holder
 * that is paused still holds. Processes in another network namespace (a container) do not see an abstract socket.
 */
export async function lockStore(root: string, holderInfo: { address?: string }): Promise<LockResult> {
  return lockAt(lockAddress(root, "supervisor"), holderInfo);
}

/** `lockStore` for any lock address. */
export async function lockAt(at: LockAddress, holderInfo: { address?: string }): Promise<LockResult> {
  const self: LockHolder = {
    pid: process.pid,
    since: new Date().toISOString(),
    ...(holderInfo.address === undefined ? {} : { address: holderInfo.address }),
  };
  // The holder may go between our bind and our question: then the bind is worth another try.
  for (let tries = 0; tries < 10; tries++) {
    const listening = await bind(at, self);
    if (listening) return { held: true, lock: { release: () => listening.close() } };
    const asked = await askHolder(at.address);
    if (asked) return { held: false, ...asked };
  }
  // Bound, but not answering connections at all: its backlog is full. Nobody can wait on it, so look again in a while.
  let cancel = () => {};
  const freed = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, 5000);
    cancel = () => clearTimeout(timer);
  });
  return { held: false, holder: null, freed, cancel: () => cancel() };
}

async function bind(at: LockAddress, self: LockHolder): Promise<Listening | null> {
  try {
    return at.kind === "path" ? await bindPath(at.address, self) : await listenAsHolder(at.address, self);
  } catch (error) {
    if (errnoOf(error) === "EADDRINUSE") return null;
    throw toStoreError(error, "lock", at.address.replaceAll("\0", "@"));
  }
}
