"use client";

import { useState } from "react";
import type { DiffFile } from "../../lib/diff/diff-index.ts";
import { visibleText } from "../../lib/run-view/visible-text.ts";
import { FileCounts } from "./file-counts.tsx";

/** Files in the list at once; the field finds the others. */
const MOST = 150;

const LETTER = { added: "A", deleted: "D", renamed: "R", changed: "M" } as const;
const TONE = { added: "text-success", deleted: "text-failed", renamed: "text-running", changed: "text-muted" } as const;

/** The changed files by folder. @param href where a file stands; @param go shows it without leaving the page */
export function FileList({
  files,
  href,
  go,
}: {
  files: readonly DiffFile[];
  href(index: number): string;
  go(index: number): void;
}) {
  const [wanted, setWanted] = useState("");
  const found = files
    .map((file, index) => ({ file, index }))
    .filter(({ file }) => file.path.toLowerCase().includes(wanted.trim().toLowerCase()));
  const shown = found.slice(0, MOST);
  return (
    <nav aria-label="Changed files" className="text-[12.5px]">
      {files.length > 12 ? (
        <input
          type="search"
          aria-label="Find a changed file"
          placeholder="Find a file"
          value={wanted}
          onChange={(e) => setWanted(e.target.value)}
          className="mb-2 h-7 w-full rounded-md border border-line-strong bg-panel px-2 placeholder:text-muted no-script:hidden"
        />
      ) : null}
      {byFolder(shown).map(({ folder, entries }) => (
        <section key={folder} className="mb-1.5">
          {folder === "" ? null : (
            <p className="font-mono text-[11.5px] text-muted [overflow-wrap:anywhere]">{visibleText(folder)}/</p>
          )}
          <ul>
            {entries.map(({ file, index }) => (
              <li key={index}>
                <a
                  href={href(index)}
                  title={visibleText(file.path)}
                  onClick={(e) => {
                    if (e.ctrlKey || e.metaKey || e.shiftKey) return;
                    e.preventDefault();
                    go(index);
                  }}
                  className="flex items-baseline gap-1.5 rounded px-1 py-0.5 hover:bg-raised"
                >
                  <abbr title={file.change} className={`font-mono text-[11px] no-underline ${TONE[file.change]}`}>
                    {LETTER[file.change]}
                  </abbr>
                  <span className="min-w-0 grow truncate font-mono">
                    {visibleText(file.path.slice(folder === "" ? 0 : folder.length + 1))}
                  </span>
                  {file.binary ? (
                    <span className="text-[11px] text-muted">binary</span>
                  ) : (
                    <FileCounts added={file.added} deleted={file.deleted} />
                  )}
                </a>
              </li>
            ))}
          </ul>
        </section>
      ))}
      {found.length > MOST ? <p className="text-muted">{found.length - MOST} more: find them by name.</p> : null}
      {found.length === 0 ? <p className="text-muted">No changed file is called so.</p> : null}
    </nav>
  );
}

type Entry = { file: DiffFile; index: number };

function byFolder(entries: readonly Entry[]): { folder: string; entries: Entry[] }[] {
  const folders = new Map<string, Entry[]>();
  for (const entry of entries) {
    const folder = entry.file.path.slice(0, Math.max(0, entry.file.path.lastIndexOf("/")));
    const list = folders.get(folder);
    if (list) list.push(entry);
    else folders.set(folder, [entry]);
  }
  return [...folders].map(([folder, list]) => ({ folder, entries: list }));
}
