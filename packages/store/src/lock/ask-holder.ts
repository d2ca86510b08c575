import { connect } from "node:net";
import { z } from "zod";
import type { LockHolder } from "../contract.ts";
import { parseJson } from "../fs/read-records.ts";

const Holder = z.object({ pid: z.number().int(), address: z.string().optional(), since: z.string() });
/** A holder that is paused (SIGSTOP) answers nothing, and holds all the same. */
const ANSWER_MS = 500;

/** An open connection to whoever holds the lock. */
export interface Asked {
  holder: LockHolder | null;
  /** Resolves when the connection ends: the holder is gone, or let go. */
  freed: Promise<void>;
  cancel(): void;
}

/** Asks the holder who it is and stays connected. @returns null when nobody listens there. */
export function askHolder(address: string): Promise<Asked | null> {
  return new Promise((resolve) => {
    const socket = connect(address);
    let connected = false;
    let text = "";
    let free = () => {};
    const freed = new Promise<void>((done) => {
      free = done;
    });
    const answer = (holder: LockHolder | null) => {
      clearTimeout(timer);
      resolve({ holder, freed, cancel: () => socket.destroy() });
    };
    const timer = setTimeout(() => (connected ? answer(null) : resolve(null)), ANSWER_MS);
    socket.setEncoding("utf8");
    socket.on("connect", () => {
      connected = true;
    });
    socket.on("data", (data) => {
      text = (text + data).slice(0, 4096);
      if (!text.includes("\n")) return;
      const parsed = Holder.safeParse(parseJson(text));
      answer(parsed.success ? withoutUndefined(parsed.data) : null);
    });
    // The end of a connection is all a waiter wants to know; why it ended is no matter.
    socket.on("error", () => {});
    socket.on("close", () => {
      clearTimeout(timer);
      free();
      resolve(connected ? { holder: null, freed, cancel: () => {} } : null);
    });
  });
}

function withoutUndefined(holder: z.infer<typeof Holder>): LockHolder {
  return { pid: holder.pid, since: holder.since, ...(holder.address === undefined ? {} : { address: holder.address }) };
}
