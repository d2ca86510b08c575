"use client";

import { RotateCcw } from "lucide-react";
import Link from "next/link";
import type { StepBlock } from "../../../lib/run-view/block.ts";
import { canGoOn } from "../../../lib/run-view/go-on.ts";
import { useFacts } from "../../frame/facts.tsx";
import { useRunView } from "../run-view-provider.tsx";

/** Leads to the question whether a run is to be gone on with from this step. Only where it can be, and the step is over. */
export function AgainLink({ block, title }: { block: StepBlock; title: string }) {
  const { readOnly } = useFacts();
  const run = useRunView((s) => s.run);
  if (readOnly || !canGoOn(run) || block.willRetry || block.status === "skipped") return null;
  return (
    <Link
      href={{ pathname: `/runs/${run.runId}`, query: { tab: "transcript", again: block.stepId } }}
      scroll={false}
      prefetch={false}
      aria-label={`Run again from here: ${title}`}
      className="ml-auto inline-flex items-center gap-1 text-[12px] text-muted underline-offset-2 hover:text-fg hover:underline"
    >
      <RotateCcw aria-hidden className="size-3" />
      Run again from here
    </Link>
  );
}
