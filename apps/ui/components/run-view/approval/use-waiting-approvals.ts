"use client";

import { isFinal } from "@codex-toolloop/protocol";
import { useMemo } from "react";
import { useRunView } from "../run-view-provider.tsx";
import { isGate } from "./use-gate.ts";

/** A question that nobody has answered yet; where its event was not read, `offset` is not known. */
export interface Waiting {
  approvalId: string;
  title: string;
  decisions: readonly string[];
  stepId?: string | undefined;
  at: string;
  offset?: number | undefined;
}

const NONE: Waiting[] = [];

/** The run's questions that wait, oldest first: as its events say, and where these were not all read, as its summary does. */
export function useWaitingApprovals(): readonly Waiting[] {
  const live = useRunView((s) => !isFinal(s.run.status) && !s.complete);
  const replay = useRunView((s) => s.run.replayOf !== undefined);
  const known = useRunView((s) => s.overview.approvals);
  const steps = useRunView((s) => s.overview.steps);
  const told = useRunView((s) => (s.overview.partial ? s.run.approvals : undefined));
  return useMemo(() => {
    if (!live) return NONE;
    const more = (told ?? []).filter((t) => !known.some((k) => k.approvalId === t.approvalId));
    const all = more.length === 0 ? known : [...more, ...known].sort((a, b) => (a.at < b.at ? -1 : 1));
    // What agents asked in a recording is answered by it; the gates of its workflow are real.
    return replay ? all.filter((a) => isGate(steps, a)) : all;
  }, [live, replay, known, steps, told]);
}
