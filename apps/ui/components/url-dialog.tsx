"use client";

import { X } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useId, useRef } from "react";
import "./url-dialog.css";

/**
 * A dialog that stands in the address: open where the page was asked with it, closed by leaving that address. A plain
 * `<dialog open>` without JavaScript, a modal one with it.
 * @param close the address without the dialog
 */
export function UrlDialog({ title, close, children }: { title: string; close: string; children: ReactNode }) {
  const router = useRouter();
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const el = dialog.current;
    if (!el || el.matches(":modal")) return;
    el.close();
    el.showModal();
  }, []);
  const leave = () => router.push(close as Route, { scroll: false });
  return (
    <dialog
      ref={dialog}
      open
      aria-labelledby={id}
      onCancel={(e) => {
        e.preventDefault();
        leave();
      }}
      onPointerDown={(e) => e.target === dialog.current && leave()}
      className="url-dialog"
    >
      <div className="p-4">
        <div className="mb-3 flex items-center justify-between gap-4">
          <h2 id={id} className="text-base font-semibold">
            {title}
          </h2>
          <Link
            href={close as Route}
            scroll={false}
            prefetch={false}
            aria-label="Close"
            className="grid size-7 place-items-center rounded-md text-muted hover:bg-raised hover:text-fg"
          >
            <X aria-hidden className="size-4" />
          </Link>
        </div>
        {children}
      </div>
    </dialog>
  );
}
