"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { DiffFile } from "../../lib/diff/diff-index.ts";
import { type LineTarget, parseLine } from "../../lib/diff/diff-rows.ts";
import type { DiffSource } from "../../lib/diff/fetch-body.ts";
import { fileHref, findFile, opensByItself, PAGE_FILES, pageStart } from "../../lib/diff/viewer-files.ts";
import { DiffFileView } from "./diff-file-view.tsx";
import { DiffPages } from "./diff-pages.tsx";
import { DiffToolbar } from "./diff-toolbar.tsx";
import { FileList } from "./file-list.tsx";
import { useDiffPrefs } from "./use-diff-prefs.ts";
import { useFileKeys } from "./use-file-keys.ts";
import { useWide } from "./use-wide.ts";
import "./diff.css";

export interface DiffViewerProps {
  files: DiffFile[];
  /** Texts that came with the page, by index. */
  bodies: Record<number, string>;
  /** Where the others are read. */
  source?: DiffSource | undefined;
  /** Its own address, where it has one: files and lines are then links, and `j` and `k` go from file to file. */
  base?: string | undefined;
  /** The file, and the line of it, that the address asks for. */
  path?: string | undefined;
  line?: string | undefined;
}

/** A diff of any size: its files in a list, a page of them open one below the other, their lines loaded as they are seen. */
export function DiffViewer({ files, bodies, source, base, path, line }: DiffViewerProps) {
  const asked = findFile(files, path);
  const box = useRef<HTMLDivElement>(null);
  const [prefs, setPrefs] = useDiffPrefs();
  const wide = useWide(box);
  const [start, setStart] = useState(() => pageStart(asked));
  const [opened, setOpened] = useState<Record<number, boolean>>(asked < 0 ? {} : { [asked]: true });
  const [all, setAll] = useState<boolean>();
  const [marked, setMarked] = useState<{ index: number; line: LineTarget | undefined }>({
    index: asked,
    line: parseLine(line),
  });
  const [listed, setListed] = useState(true);
  const goal = useRef(asked >= 0 && parseLine(line) === undefined ? asked : -1);

  // After each paint: the file that was asked for may have come into the document only now.
  useEffect(() => {
    if (goal.current < 0) return;
    const target = box.current?.querySelector<HTMLElement>(`[data-file="${goal.current}"]`);
    if (!target) return;
    goal.current = -1;
    target.scrollIntoView({ block: "start" });
  });
  const toggle = useCallback(
    (index: number, open: boolean) => setOpened((before) => ({ ...before, [index]: open })),
    [],
  );
  const go = useCallback(
    (index: number) => {
      const file = files[index];
      if (!file) return;
      goal.current = index;
      setStart(pageStart(index));
      setMarked({ index, line: undefined });
      if (base) window.history.replaceState(null, "", fileHref(base, file.path));
    },
    [files, base],
  );
  useFileKeys(box, base !== undefined);
  const isOpen = (file: DiffFile, index: number) => opened[index] ?? all ?? opensByItself(file);
  const shown = files.slice(start, start + PAGE_FILES);
  const effective = { ...prefs, view: wide ? prefs.view : ("unified" as const) };
  const openAll = (open: boolean) => {
    setAll(open);
    setOpened({});
  };
  return (
    <div ref={box} className="@container">
      <DiffToolbar
        prefs={prefs}
        setPrefs={setPrefs}
        wide={wide}
        openAll={openAll}
        listed={listed}
        setListed={files.length > 1 ? setListed : undefined}
      />
      <div className={files.length > 1 && listed ? "@4xl:grid @4xl:grid-cols-[16rem_minmax(0,1fr)] @4xl:gap-4" : ""}>
        {files.length > 1 && listed ? (
          <div className="mb-3 max-h-32 overflow-auto @4xl:sticky @4xl:top-0 @4xl:mb-0 @4xl:max-h-[calc(100vh-14rem)]">
            <FileList
              files={files}
              href={(i) => (base ? fileHref(base, files[i]?.path ?? "") : `#diff-${i}`)}
              go={go}
            />
          </div>
        ) : null}
        {/* biome-ignore lint/a11y/noStaticElementInteractions: the links inside are what is clicked. */}
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: Enter on a link is a click. */}
        <div
          className="min-w-0 space-y-3"
          onClick={(e) => {
            const link = e.target instanceof Element ? e.target.closest<HTMLAnchorElement>("a[data-line]") : null;
            const index = Number(link?.closest<HTMLElement>("[data-file]")?.dataset.file);
            if (!link || Number.isNaN(index) || e.ctrlKey || e.metaKey || e.shiftKey) return;
            e.preventDefault();
            window.history.replaceState(null, "", link.href);
            setMarked({ index, line: parseLine(link.dataset.line) });
          }}
        >
          {shown.map((file, n) => (
            <DiffFileView
              key={file.path + file.start}
              file={file}
              index={start + n}
              open={isOpen(file, start + n)}
              toggle={toggle}
              initial={bodies[start + n]}
              source={source}
              prefs={effective}
              target={marked.index === start + n ? marked.line : undefined}
              base={base}
            />
          ))}
          <DiffPages files={files} start={start} base={base} go={go} />
        </div>
      </div>
    </div>
  );
}
