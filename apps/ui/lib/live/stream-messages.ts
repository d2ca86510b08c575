import type { StreamMessage } from "@codex-toolloop/protocol";

/** `polling`: the stream does not get through, but the dashboard answers what it is asked. */
export type ConnectionState = "connecting" | "live" | "reconnecting" | "polling" | "paused";

/** What tabs say to each other. Only the leader holds a connection: browsers allow six per origin, all tabs together. */
export type TabMessage =
  | { kind: "message"; message: StreamMessage }
  | { kind: "state"; state: ConnectionState }
  | { kind: "who-wants" }
  | { kind: "wants"; tab: string; runs: Record<string, number> };

/** The greeting a newcomer would get now: the last one, with slots and authority brought up to date. */
export function helloAfter(hello: StreamMessage | undefined, m: StreamMessage): StreamMessage | undefined {
  if (m.type === "hello") return m;
  if (hello?.type !== "hello") return hello;
  if (m.type === "slots.changed") return { ...hello, slots: m.slots };
  if (m.type === "authority.changed") return { ...hello, readOnly: m.readOnly, holder: m.holder };
  return hello;
}

/** True for what only the tabs that show this run need. */
export function isRunsOwn(
  m: StreamMessage,
): m is Extract<StreamMessage, { type: "run.events" | "run.log" | "run.complete" }> {
  return m.type === "run.events" || m.type === "run.log" || m.type === "run.complete";
}
