import type { SessionRecord } from "@codex-toolloop/protocol";
import type { Store } from "@codex-toolloop/store";
import { CliError } from "../cli-error.ts";

/** The session that a person means by its id, or by the first or last characters of one. Throws CliError. */
export function findSession(store: Store, idPart: string): SessionRecord {
  const part = idPart.toLowerCase();
  const exact = store.sessions.get(part);
  if (exact) return exact;
  const hex = part.replace(/^se_/, "");
  if (!/^[0-9a-f]{4,16}$/.test(hex))
    throw new CliError(`"${idPart.slice(0, 64)}" is no session id; see: codex-toolloop session list`);
  const found = store.sessions.list().filter((s) => s.id.startsWith(`se_${hex}`) || s.id.endsWith(hex));
  const [first] = found;
  if (!first) throw new CliError(`there is no session "${idPart}"; see: codex-toolloop session list`);
  if (found.length > 1)
    throw new CliError(`${found.length} sessions match "${idPart}"; give more characters of the id`);
  return first;
}
