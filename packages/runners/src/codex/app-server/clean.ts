import { setTimeout as pause } from "node:timers/promises";
import type { TurnState } from "../map/turn-state.ts";
import type { Connection } from "./connection.ts";

/** How often the end of a command is looked for while codex tells it, in milliseconds. */
const LOOK_MS = 5;

/**
 * Ends what the agent left running in the background, and waits until codex has told its end (its output then is whole).
 * @param within milliseconds. Never throws: what is left is the kill's.
 */
export async function clean(connection: Connection, state: TurnState, within: number): Promise<void> {
  const { threadId } = state;
  if (threadId === undefined) return;
  const until = performance.now() + within;
  const running = () => [...state.open.values()].some((item) => item.kind === "command");
  try {
    await connection.request("thread/backgroundTerminals/clean", { threadId }, within);
  } catch {
    return;
  }
  while (running() && performance.now() < until) await pause(LOOK_MS);
}
