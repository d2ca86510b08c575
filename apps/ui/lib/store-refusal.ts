import { dashboard } from "./server.ts";

/**
 * What the store refused, in words for a person; undefined for any other error. By name: the store's own class lives in
 * the server's bundle, a page's copy of it is another class.
 */
export function storeRefusal(error: unknown): string | undefined {
  if (!(error instanceof Error) || error.name !== "StoreError") return undefined;
  return dashboard().store.redactor().text(error.message);
}
