import type { EventInput, RunRequest } from "@codex-toolloop/protocol";
import type { RunWriter } from "@codex-toolloop/store";
import { graceMs } from "../grace.ts";
import { watchChanges } from "../workspace-changes.ts";

export interface TurnChangesWorld {
  request: Pick<RunRequest, "stopGraceSeconds">;
  workspace: string;
  storeRoot: string;
  writer: RunWriter;
  emit(event: EventInput): void;
  signal: AbortSignal;
}

/**
 * What the agent changes in its folder, from now on. Unlike a workflow's it is recorded after a stop as well, as far as half
 * of what is left of the grace allows: what an agent did until it was stopped is what a person wants to see then.
 * @returns null where nothing can be compared.
 */
export async function turnChanges(world: TurnChangesWorld): Promise<{ record(): Promise<void> } | null> {
  const { signal, request } = world;
  const looking = new AbortController();
  const cut = () => looking.abort();
  signal.addEventListener("abort", cut, { once: true });
  if (signal.aborted) cut();
  const changes = await watchChanges({ ...world, environment: process.env, signal: looking.signal });
  signal.removeEventListener("abort", cut);
  if (!changes) return null;
  return {
    async record() {
      const left = request.stopGraceSeconds * 1000 - graceMs(request.stopGraceSeconds);
      const timer = signal.aborted ? setTimeout(cut, left / 2) : undefined;
      await changes.record();
      clearTimeout(timer);
    },
  };
}
