import type { ProcessIdentity } from "./contract.ts";
import { liveness } from "./identify.ts";

/** What `requestStop` did, fit for a stop receipt. */
export interface StopSignal {
  /** False when nothing was sent; `why` says so. */
  signalled: boolean;
  at: string;
  signal: "SIGTERM" | "SIGQUIT";
  /** Whom it went to, for a person. */
  target: string;
  why?: "gone" | "denied";
}

/**
 * Asks a launcher to stop its run: TERM to the run process, grace, KILL to all of it. Returns at once; the launcher's end
 * and `exit.json` tell the rest. A second request, or `hurry`, skips the grace. Never signals a pid that belongs to
 * somebody else by now.
 */
export function requestStop(identity: ProcessIdentity, options: { hurry?: boolean } = {}): StopSignal {
  const signal = options.hurry === true ? "SIGQUIT" : "SIGTERM";
  const said = { at: new Date().toISOString(), signal, target: `launcher ${identity.pid}` } as const;
  if (liveness(identity) === "gone") return { ...said, signalled: false, why: "gone" };
  try {
    process.kill(identity.pid, signal);
    return { ...said, signalled: true };
  } catch (error) {
    const denied = error instanceof Error && "code" in error && error.code === "EPERM";
    return { ...said, signalled: false, why: denied ? "denied" : "gone" };
  }
}
