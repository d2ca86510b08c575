"use client";

import { formatBytes, type Spilled } from "@codex-toolloop/protocol";
import { type ReactNode, useState } from "react";
import { artifactUrl } from "../../lib/run-view/fetch-run.ts";
import { Button } from "../button.tsx";
import { useRunView } from "./run-view-provider.tsx";

/** Shown of a field before "load full", in UTF-16 units. */
const PREVIEW = 16 * 1024;
/** More than this is never put into the page at once; the file itself is a click away. */
const FULL_MAX = 512 * 1024;

/**
 * A field that may be too large for the page: cut, with its size and the way to the rest. `spilled` names the file that holds
 * what did not fit into its record.
 */
export function CutText({
  text,
  spilled,
  preview = PREVIEW,
  from = "start",
  children,
}: {
  text: string;
  spilled?: Spilled | undefined;
  preview?: number;
  /** Which end is shown. */
  from?: "start" | "end";
  children: (shown: string, isFull: boolean) => ReactNode;
}) {
  const runId = useRunView((s) => s.run.runId);
  const [full, setFull] = useState<string>();
  const [state, setState] = useState<"" | "loading" | string>("");
  const size = spilled?.bytes ?? text.length;
  const cut = spilled !== undefined || text.length > preview;
  if (!cut) return children(text, true);
  const load = async () => {
    if (!spilled) return setFull(text.slice(0, FULL_MAX));
    setState("loading");
    try {
      const response = await fetch(artifactUrl(runId, spilled.file));
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      setFull((await response.text()).slice(0, FULL_MAX));
      setState("");
    } catch (error) {
      setState(`could not be loaded (${error instanceof Error ? error.message : "unknown"})`);
    }
  };
  const shown = full ?? (from === "end" ? text.slice(-preview) : text.slice(0, preview));
  return (
    <>
      {children(shown, full !== undefined)}
      <p className="mt-1 flex flex-wrap items-center gap-2 text-[12px] text-muted">
        {full === undefined
          ? `${from === "end" ? "end" : "beginning"} of ${formatBytes(size)}`
          : full.length >= FULL_MAX
            ? `first ${formatBytes(FULL_MAX)} of ${formatBytes(size)}`
            : formatBytes(size)}
        {full === undefined ? (
          <Button variant="ghost" className="h-6 px-2" onClick={load} disabled={state === "loading"}>
            {state === "loading" ? "Loading…" : "Load full"}
          </Button>
        ) : (
          <Button variant="ghost" className="h-6 px-2" onClick={() => setFull(undefined)}>
            Show less
          </Button>
        )}
        {spilled ? (
          <a className="underline" href={artifactUrl(runId, spilled.file, true)}>
            Download
          </a>
        ) : null}
        {state !== "" && state !== "loading" ? <span className="text-failed">{state}</span> : null}
      </p>
    </>
  );
}
