import { pathToFileURL } from "node:url";
import { z } from "zod";

/** The part of the SDK that we use. It is loaded from where the user has it, never bundled. */
export interface Sdk {
  query(of: { prompt: AsyncIterable<unknown>; options: Record<string, unknown> }): Query;
}
export interface Query extends AsyncIterable<unknown> {
  interrupt(): Promise<unknown>;
}

const isFunction = (value: unknown) => typeof value === "function";
const Module = z.looseObject({ query: z.custom<Sdk["query"]>(isFunction, "must be a function") });

/** @throws where the module cannot be loaded or is not the SDK that we know. */
export async function loadSdk(entry: string): Promise<Sdk> {
  const loaded: unknown = await import(/* @vite-ignore */ pathToFileURL(entry).href);
  const parsed = Module.safeParse({ ...(loaded as object) });
  if (!parsed.success) throw new Error(`${entry} has no function query: it is not the Claude Agent SDK.`);
  return { query: parsed.data.query };
}
