"use client";

import Link from "next/link";
import { artifactUrl } from "../../../lib/run-view/fetch-run.ts";
import { useRunView } from "../run-view-provider.tsx";

/** The way to what the vendor's program really said, as it said it. Nothing where no vendor had a turn. */
export function UpstreamLink() {
  const runId = useRunView((s) => s.run.runId);
  const runner = useRunView((s) => s.run.runner);
  if (runner === undefined || runner === "replay") return null;
  const file = `${runner}-events.jsonl`;
  return (
    <span className="flex items-center gap-2 whitespace-nowrap text-muted">
      <Link
        href={`/runs/${runId}?tab=files&file=${file}`}
        prefetch={false}
        title={`Every message of ${runner}, as it came`}
        className="font-mono text-[12px] underline underline-offset-2 hover:text-fg"
      >
        {file}
      </Link>
      <a href={artifactUrl(runId, file, true)} className="text-[12px] underline underline-offset-2 hover:text-fg">
        download<span className="sr-only"> {file}</span>
      </a>
    </span>
  );
}
