"use client";

import { formatBytes } from "@codex-toolloop/protocol";
import Link from "next/link";
import { useRunView } from "../run-view-provider.tsx";
import { OutputBox } from "./output-box.tsx";
import { useLogTail } from "./use-log-tail.ts";

/** The end of what a command printed: a range of output.log, live while the command runs. */
export function LogOutput({ start, end, live }: { start: number; end: number | undefined; live: boolean }) {
  const runId = useRunView((s) => s.run.runId);
  const { tail, error } = useLogTail(start, end);
  const bytes = end === undefined ? (tail ? tail.next - start : 0) : end - start;
  if (error) return <p className="text-[12px] text-failed">Output could not be read: {error}</p>;
  if (bytes <= 0) return live ? null : <p className="text-[12px] text-muted">no output</p>;
  // Room for what is about to arrive, so that nothing moves when it does.
  if (!tail)
    return (
      <div className="rounded-md border border-line bg-code" style={{ height: Math.min(18, 2 + bytes / 70) * 17 }} />
    );
  const cut = tail.from > start;
  return (
    <div className="space-y-1">
      <OutputBox text={tail.text} live={live} />
      {cut || bytes > 2000 ? (
        <p className="text-[12px] text-muted">
          {cut ? `end of ${formatBytes(bytes)} · ` : ""}
          <Link
            href={`/runs/${runId}?tab=log#o-${start}`}
            scroll={false}
            prefetch={false}
            className="underline underline-offset-2 hover:text-fg"
          >
            open in log
          </Link>
        </p>
      ) : null}
    </div>
  );
}
