"use client";

import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";

/** A modal with a title; Escape and a click beside it close it, focus returns to where it was. */
export function Dialog({
  open,
  onOpenChange,
  title,
  children,
  bare = false,
}: {
  open: boolean;
  onOpenChange(open: boolean): void;
  title: string;
  children: ReactNode;
  /** The title is for screen readers only, and the content brings its own padding. */
  bare?: boolean;
}) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-black/40" />
        <Radix.Content
          aria-describedby={undefined}
          className={`fixed top-[12dvh] left-1/2 z-50 max-h-[76dvh] w-[min(40rem,calc(100vw-1.5rem))] -translate-x-1/2 overflow-y-auto rounded-lg border border-line-strong bg-panel shadow-2xl ${bare ? "" : "p-4"}`}
        >
          <div className={bare ? "sr-only" : "mb-3 flex items-center justify-between"}>
            <Radix.Title className="text-base font-semibold">{title}</Radix.Title>
            {bare ? null : (
              <Radix.Close
                aria-label="Close"
                className="grid size-7 place-items-center rounded-md text-muted hover:bg-raised hover:text-fg"
              >
                <X aria-hidden className="size-4" />
              </Radix.Close>
            )}
          </div>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
