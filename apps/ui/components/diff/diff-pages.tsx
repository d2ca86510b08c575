"use client";

import type { DiffFile } from "../../lib/diff/diff-index.ts";
import { fileHref, PAGE_FILES } from "../../lib/diff/viewer-files.ts";
import { buttonClass } from "../button.tsx";

/** The way to the files before and after those in the document. */
export function DiffPages({
  files,
  start,
  base,
  go,
}: {
  files: readonly DiffFile[];
  start: number;
  base: string | undefined;
  go(index: number): void;
}) {
  if (files.length <= PAGE_FILES) return null;
  const end = Math.min(files.length, start + PAGE_FILES);
  const way = (index: number, word: string) => (
    <a
      className={buttonClass("plain", "", "sm")}
      href={base ? fileHref(base, files[index]?.path ?? "") : `#diff-${index}`}
      onClick={(e) => {
        e.preventDefault();
        go(index);
      }}
    >
      {word}
    </a>
  );
  return (
    <nav aria-label="Pages of files" className="flex flex-wrap items-center gap-3 py-1 text-muted">
      <span>
        Files {start + 1}–{end} of {files.length}
      </span>
      {start > 0 ? way(start - PAGE_FILES, `Previous ${PAGE_FILES}`) : null}
      {end < files.length ? way(end, `Next ${Math.min(PAGE_FILES, files.length - end)}`) : null}
    </nav>
  );
}
