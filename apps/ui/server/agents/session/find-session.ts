import { type Outcome, refuse, SessionId, type SessionRecord } from "@codex-toolloop/protocol";
import type { Store } from "@codex-toolloop/store";

/** A session by its id, or a 404. */
export function findSession(store: Store, id: string): Outcome<SessionRecord> {
  const record = SessionId.safeParse(id).success ? store.sessions.get(id) : null;
  if (record) return { ok: true, value: record };
  return refuse(404, "no_such_session", "There is no such session", "There is no session with this id.");
}
