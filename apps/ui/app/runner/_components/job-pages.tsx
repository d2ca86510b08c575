import Link from "next/link";
import { buttonClass } from "../../../components/button.tsx";
import { type RunnerParams, runnerHref } from "../runner-params.ts";

/** "51–100 of 120 jobs", and the pages beside it. */
export function JobPages({
  params,
  total,
  limit,
  shown,
}: {
  params: RunnerParams;
  total: number;
  limit: number;
  shown: number;
}) {
  if (total <= limit && params.offset === 0) return null;
  const { offset } = params;
  const step = (at: number, label: string, rel: "prev" | "next", on: boolean) =>
    on ? (
      <Link
        href={runnerHref({ ...params, offset: at > 0 ? at : null })}
        prefetch={false}
        scroll={false}
        rel={rel}
        className={buttonClass("plain", "", "sm")}
      >
        {label}
      </Link>
    ) : null;
  return (
    <nav aria-label="Pages of jobs" className="mt-2 flex items-center justify-between text-xs text-muted">
      <span className="tabular-nums">
        {shown === 0 ? "nothing here" : `${offset + 1}–${offset + shown} of ${total} jobs`}
      </span>
      <span className="flex gap-1.5">
        {step(Math.max(0, offset - limit), "Newer", "prev", offset > 0)}
        {step(offset + limit, "Older", "next", offset + shown < total)}
      </span>
    </nav>
  );
}
