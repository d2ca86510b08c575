"use client";

import { X } from "lucide-react";
import Link from "next/link";
import { useEffect, useState } from "react";
import { StatusIcon } from "../status-badge.tsx";
import type { Toast } from "./toast.ts";

/** How long one is there that needs nobody; not while the pointer or the focus is on it. Milliseconds. */
const LASTS = 8_000;

/** One message, with a way to what it is about and a way to be rid of it. */
export function ToastItem({ toast, dismiss }: { toast: Toast; dismiss(key: string): void }) {
  const { key, title, words, detail, status, runId, stays } = toast;
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (stays || held) return;
    const timer = setTimeout(() => dismiss(key), LASTS);
    return () => clearTimeout(timer);
  }, [key, stays, held, dismiss]);
  const text = (
    <>
      <span className="font-semibold [overflow-wrap:anywhere]">{title}</span> <span>{words}</span>
    </>
  );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: pointing at it only keeps it.
    <div
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      onKeyDown={(e) => e.key === "Escape" && dismiss(key)}
      className="pointer-events-auto flex w-full max-w-88 items-start gap-2 rounded-md border border-line-strong bg-panel py-2 pr-1.5 pl-3 text-[13px] shadow-lg"
    >
      {status ? (
        <span className="pt-0.5">
          <StatusIcon status={status} />
        </span>
      ) : null}
      <div className="min-w-0 grow">
        <p className="line-clamp-3">
          {runId ? (
            <Link href={`/runs/${runId}`} prefetch={false} className="underline-offset-2 hover:underline">
              {text}
            </Link>
          ) : (
            text
          )}
        </p>
        {detail ? <p className="line-clamp-2 text-xs text-muted [overflow-wrap:anywhere]">{detail}</p> : null}
      </div>
      <button
        type="button"
        onClick={() => dismiss(key)}
        aria-label={`Dismiss: ${title}`}
        className="shrink-0 rounded-md p-1 text-muted hover:bg-raised hover:text-fg"
      >
        <X aria-hidden className="size-3.5" />
      </button>
    </div>
  );
}
