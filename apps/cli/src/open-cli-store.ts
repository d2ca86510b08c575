import { findStoreRoot, openStore, type Store } from "@codex-toolloop/store";
import type { Io } from "./io.ts";

/**
 * The store that commands work on: `TOOLLOOP_HOME`, the nearest `.codex-toolloop` upwards, or the one of the user.
 * @param use gets the store; its watchers are stopped when it is done, so that the process can end.
 */
export async function withStore<T>(io: Io, use: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(findStoreRoot(io.env, io.cwd), { create: true, env: io.env });
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}
