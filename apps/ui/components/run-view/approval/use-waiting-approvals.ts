"use client";

import { isFinal } from "@codex-toolloop/protocol";
import { useMemo } from "react";
import { useRunView } from "../run-view-provider.tsx";

/** A question that nobody has answered yet; where its event was not read, `offset` is not known. */
export interface Waiting {
  approvalId: string;
  title: string;
  at: string;
  offset?: number | undefined;
}

const NONE: Waiting[] = [];

/** The run's questions that wait, oldest first: as its events say, and where these were not all read, as its summary does. */
export function useWaitingApprovals(): readonly Waiting[] {
  // A replay answers itself.
  const live = useRunView((s) => !isFinal(s.run.status) && !s.complete && s.run.replayOf === undefined);
  const known = useRunView((s) => s.overview.approvals);
  const told = useRunView((s) => (s.overview.partial ? s.run.approvals : undefined));
  return useMemo(() => {
    if (!live) return NONE;
    const more = (told ?? []).filter((t) => !known.some((k) => k.approvalId === t.approvalId));
    return more.length === 0 ? known : [...more, ...known].sort((a, b) => (a.at < b.at ? -1 : 1));
  }, [live, known, told]);
}
