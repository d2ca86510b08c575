"use client";

import { FileText, Folder } from "lucide-react";
import type { FileChoicesState } from "./use-file-choices.ts";

/** The files that an `@` may mean, below the text. */
export function FileChoices({ choices: { items, at, take } }: { choices: FileChoicesState }) {
  if (items.length === 0) return null;
  return (
    <div
      id="file-choices"
      role="listbox"
      aria-label="Files of the workspace"
      className="absolute inset-x-0 top-full z-10 max-h-60 overflow-y-auto rounded-md border border-line-strong bg-panel p-1 shadow-lg"
    >
      {items.map((path, i) => {
        const Icon = path.endsWith("/") ? Folder : FileText;
        return (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the text area's, which keeps the focus.
          <div
            key={path}
            id={`file-choice-${i}`}
            ref={i === at ? (el) => el?.scrollIntoView({ block: "nearest" }) : undefined}
            role="option"
            tabIndex={-1}
            aria-selected={i === at}
            onPointerDown={(e) => e.preventDefault()}
            onClick={() => take(path)}
            className="flex h-7 cursor-pointer items-center gap-2 rounded px-2 font-mono text-xs aria-selected:bg-raised"
          >
            <Icon aria-hidden className="size-3.5 shrink-0 text-muted" />
            <span className="truncate" dir="rtl">
              <bdi>{path}</bdi>
            </span>
          </div>
        );
      })}
    </div>
  );
}
