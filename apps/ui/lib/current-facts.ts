import type { Facts } from "../components/frame/facts.tsx";
import { dashboard } from "./server.ts";

/** Slots, authority and unreadable settings as they are now; memory only, no disk. */
export function currentFacts(): Facts {
  const { supervisor } = dashboard();
  const { readOnly, why, holder } = supervisor.authority();
  return {
    slots: supervisor.slots(),
    readOnly,
    ...(why ? { why } : {}),
    ...(readOnly && holder ? { holder: `pid ${holder.pid}${holder.address ? ` at ${holder.address}` : ""}` } : {}),
    settingErrors: dashboard().settings().errors,
  };
}
