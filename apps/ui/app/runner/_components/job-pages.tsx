import Link from "next/link";
import { buttonClass } from "../../../components/button.tsx";
import { type RunnerParams, runnerHref } from "../runner-params.ts";

const NUMBER = new Intl.NumberFormat("en");
/** Jobs of one page. */
const SIZES = [25, 50, 100];

/** "51–100 of 1,204 jobs", the pages beside it, and how many a page has. */
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
  if (total === 0) return null;
  const offset = Math.max(0, params.offset);
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
    <nav aria-label="Pages of jobs" className="mt-1.5 flex flex-wrap items-center gap-x-4 gap-y-1 text-xs text-muted">
      <span className="tabular-nums">
        {shown === 0
          ? `nothing here, ${NUMBER.format(total)} in all`
          : `${NUMBER.format(offset + 1)}–${NUMBER.format(offset + shown)} of ${NUMBER.format(total)} jobs`}
      </span>
      {total > (SIZES[0] ?? 0) ? (
        <span className="flex items-center gap-1">
          per page
          {SIZES.map((size) => (
            <Link
              key={size}
              href={runnerHref({ ...params, limit: size, offset: Math.floor(offset / size) * size || null })}
              prefetch={false}
              scroll={false}
              aria-current={size === limit || undefined}
              aria-label={`${size} jobs per page`}
              className="rounded px-1.5 py-0.5 underline-offset-2 hover:underline aria-[current=true]:bg-raised aria-[current=true]:font-semibold aria-[current=true]:text-fg"
            >
              {size}
            </Link>
          ))}
        </span>
      ) : null}
      <span className="ml-auto flex gap-1.5">
        {step(Math.max(0, offset - limit), "Newer", "prev", offset > 0)}
        {step(offset + limit, "Older", "next", offset + shown < total)}
      </span>
    </nav>
  );
}
