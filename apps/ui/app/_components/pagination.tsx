import { ChevronLeft, ChevronRight } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { buttonClass } from "../../components/button.tsx";
import { type ListParams, listHref } from "../../lib/list-params.ts";

const NUMBER = new Intl.NumberFormat("en");

/** "51–100 of 1,204", and the way to the pages beside it. */
export function Pagination({
  params,
  total,
  limit,
  offset,
  shown,
}: {
  params: ListParams;
  total: number;
  limit: number;
  offset: number;
  shown: number;
}) {
  const to = (at: number) => (at === offset ? undefined : listHref({ ...params, offset: at > 0 ? at : null }));
  const last = Math.max(0, Math.floor((total - 1) / limit) * limit);
  return (
    <nav aria-label="Pages of the list" className="mt-3 flex items-center justify-between gap-3 text-muted">
      <p>
        {NUMBER.format(offset + 1)}–{NUMBER.format(offset + shown)} of {NUMBER.format(total)}
      </p>
      {total > limit ? (
        <div className="flex gap-1.5">
          <Step href={to(Math.max(0, offset - limit))} rel="prev">
            <ChevronLeft aria-hidden className="size-4" /> Newer
          </Step>
          <Step href={to(Math.min(last, offset + limit))} rel="next">
            Older <ChevronRight aria-hidden className="size-4" />
          </Step>
        </div>
      ) : null}
    </nav>
  );
}

function Step({
  href,
  rel,
  children,
}: {
  href: ReturnType<typeof listHref> | undefined;
  rel: string;
  children: ReactNode;
}) {
  if (!href)
    return (
      <span aria-hidden className={buttonClass("plain", "opacity-45")}>
        {children}
      </span>
    );
  return (
    <Link href={href} prefetch={false} rel={rel} className={buttonClass()}>
      {children}
    </Link>
  );
}
