"use client";

import { formatBytes } from "@codex-toolloop/protocol";
import { ChevronDown, ChevronRight } from "lucide-react";
import { memo, useLayoutEffect, useRef } from "react";
import type { DiffFile } from "../../lib/diff/diff-index.ts";
import type { LineTarget } from "../../lib/diff/diff-rows.ts";
import type { DiffSource } from "../../lib/diff/fetch-body.ts";
import { BODY_BYTES, fileHref, OPEN_LINES } from "../../lib/diff/viewer-files.ts";
import { visibleText } from "../../lib/run-view/visible-text.ts";
import { Button } from "../button.tsx";
import { DiffBody } from "./diff-body.tsx";
import { FileCounts } from "./file-counts.tsx";
import type { DiffPrefs } from "./use-diff-prefs.ts";
import { useFileBody } from "./use-file-body.ts";
import { useNear } from "./use-near.ts";

/** Height of a line, in pixels: what a file takes before it is in the document. */
const LINE = 18.6;

export interface DiffFileProps {
  file: DiffFile;
  index: number;
  open: boolean;
  toggle(index: number, open: boolean): void;
  /** Its text, where it came with the page. */
  initial: string | undefined;
  source: DiffSource | undefined;
  prefs: DiffPrefs;
  target: LineTarget | undefined;
  /** The viewer's address, up to the file. */
  base: string | undefined;
}

/** One file: its name, what became of it, and its lines while it is open and near. */
export const DiffFileView = memo(function DiffFileView(props: DiffFileProps) {
  const { file, index, open, toggle } = props;
  const path = visibleText(file.path);
  const Chevron = open ? ChevronDown : ChevronRight;
  const empty = file.lines === 0;
  return (
    <section
      id={`diff-${index}`}
      data-file={index}
      aria-label={path}
      className="scroll-mt-0 rounded-md border border-line"
    >
      <h2 className="sticky top-0 z-10 flex flex-wrap items-center gap-x-2 gap-y-0.5 rounded-t-md border-b border-line bg-raised py-1 pr-3 pl-1.5 font-mono text-[12.5px] font-medium">
        <button
          type="button"
          data-toggle
          aria-expanded={empty ? undefined : open}
          disabled={empty}
          onClick={() => toggle(index, !open)}
          className="flex min-w-0 grow items-start gap-1 rounded py-0.5 text-left [overflow-wrap:anywhere] disabled:cursor-default"
        >
          <Chevron aria-hidden className={`mt-0.5 size-4 shrink-0 text-muted ${empty ? "invisible" : ""}`} />
          <span>
            {file.from === undefined ? null : <span className="text-muted">{visibleText(file.from)} → </span>}
            {path}
          </span>
        </button>
        <State file={file} />
        {file.binary ? null : <FileCounts added={file.added} deleted={file.deleted} />}
        {props.base && !empty ? (
          <a className="text-muted underline script:hidden" href={fileHref(props.base, file.path)}>
            Show
          </a>
        ) : null}
      </h2>
      {open && !empty ? <Body {...props} /> : <Closed file={file} />}
    </section>
  );
});

const WORD = { added: "text-success", deleted: "text-failed", renamed: "text-running", changed: "text-muted" } as const;

function State({ file }: { file: DiffFile }) {
  return (
    <span className="flex items-center gap-2 font-sans text-[11.5px] font-normal">
      {file.binary ? <span className="text-muted">binary</span> : null}
      {file.change === "changed" ? null : <span className={WORD[file.change]}>{file.change}</span>}
    </span>
  );
}

/** Why there is nothing to see of a file that is closed. */
function Closed({ file }: { file: DiffFile }) {
  const why = file.binary
    ? "A binary file: its content is not shown."
    : file.lines === 0
      ? file.change === "renamed"
        ? "Renamed; its content is the same."
        : "No line of it changed: an empty file, or its mode alone."
      : file.lines > OPEN_LINES
        ? `${file.lines.toLocaleString("en")} lines: loaded when you open it.`
        : null;
  return why === null ? null : <p className="px-3 py-1.5 text-[12px] text-muted">{why}</p>;
}

function Body({ file, initial, source, prefs, target, base }: DiffFileProps) {
  const box = useRef<HTMLDivElement>(null);
  const height = useRef(Math.min(file.lines, OPEN_LINES) * LINE);
  const near = useNear(box, initial !== undefined);
  const state = useFileBody(file, initial, source, near);
  const there = near && state.is === "there";
  useLayoutEffect(() => {
    if (there && box.current) height.current = box.current.offsetHeight;
  });
  return (
    <div ref={box} style={there ? undefined : { minHeight: height.current }}>
      {there ? (
        <>
          <DiffBody
            path={file.path}
            text={state.body.text}
            layout={prefs.view}
            wrap={prefs.wrap}
            target={target}
            lineHref={base ? (line) => fileHref(base, file.path, line) : undefined}
          />
          {state.body.cut ? (
            <p className="px-3 py-1.5 text-[12px] text-muted">
              The first {formatBytes(BODY_BYTES)} of {formatBytes(file.end - file.start)}: the rest is in the download.
            </p>
          ) : null}
        </>
      ) : state.is === "failed" ? (
        <p role="alert" className="flex items-center gap-2 px-3 py-1.5 text-[12px] text-failed">
          {state.why}
          <Button variant="ghost" size="sm" onClick={state.again}>
            Try again
          </Button>
        </p>
      ) : (
        <p className="px-3 py-1.5 text-[12px] text-muted">{near ? "Loading…" : ""}</p>
      )}
    </div>
  );
}
