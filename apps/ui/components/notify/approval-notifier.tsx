"use client";

import type { RunSummary } from "@codex-toolloop/protocol";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { useStream, useStreamMessages } from "../../lib/live/live-provider.tsx";
import { onApprovalWish, wantsApprovals } from "./approval-wish.ts";

/** Says on the desktop that a run waits for a decision, where that was wished and this tab is hidden. Renders nothing. */
export function ApprovalNotifier() {
  const stream = useStream();
  const router = useRouter();
  const wanted = useSyncExternalStore(onApprovalWish, wantsApprovals, () => false);
  const told = useRef(new Set<string>());
  useEffect(() => (wanted ? stream?.keepWhileHidden() : undefined), [wanted, stream]);
  useStreamMessages((m) => {
    if (m.type !== "run.changed") return;
    for (const { approvalId, title } of m.run.status === "running" ? (m.run.approvals ?? []) : []) {
      const id = `${m.run.runId}/${approvalId}`;
      const isNew = !told.current.has(id);
      told.current.add(id);
      if (isNew && wanted && document.visibilityState === "hidden")
        show(m.run, id, title, () => router.push(`/runs/${m.run.runId}`));
    }
  });
  return null;
}

/** The tag makes one of what several tabs say. */
function show(run: RunSummary, tag: string, question: string, open: () => void): void {
  const where = run.workspace ? ` · ${run.workspace.name}` : "";
  const notification = new Notification(`${run.title} waits for approval`, { body: `${question}${where}`, tag });
  notification.onclick = () => {
    window.focus();
    open();
    notification.close();
  };
}
