"use client";

import { ChevronsDownUp, ChevronsUpDown, Columns2, PanelLeft, Rows3, WrapText } from "lucide-react";
import type { ReactNode } from "react";
import { buttonClass } from "../button.tsx";
import type { DiffPrefs } from "./use-diff-prefs.ts";

/** How the diff is shown: list, split or unified, wrapped or not, everything open or closed. Not there without JavaScript. */
export function DiffToolbar({
  prefs,
  setPrefs,
  wide,
  openAll,
  listed,
  setListed,
}: {
  prefs: DiffPrefs;
  setPrefs(patch: Partial<DiffPrefs>): void;
  /** Whether there is room for two columns. */
  wide: boolean;
  openAll(open: boolean): void;
  listed: boolean;
  setListed: ((listed: boolean) => void) | undefined;
}) {
  const split = wide && prefs.view === "split";
  return (
    <div role="toolbar" aria-label="How the changes are shown" className="mb-3 flex flex-wrap gap-1.5 no-script:hidden">
      {setListed ? (
        <Tool pressed={listed} onClick={() => setListed(!listed)}>
          <PanelLeft aria-hidden className="size-3.5" /> Files
        </Tool>
      ) : null}
      {wide ? (
        <>
          <Tool pressed={!split} onClick={() => setPrefs({ view: "unified" })}>
            <Rows3 aria-hidden className="size-3.5" /> Unified
          </Tool>
          <Tool pressed={split} onClick={() => setPrefs({ view: "split" })}>
            <Columns2 aria-hidden className="size-3.5" /> Split
          </Tool>
        </>
      ) : null}
      {split ? null : (
        <Tool pressed={prefs.wrap} onClick={() => setPrefs({ wrap: !prefs.wrap })}>
          <WrapText aria-hidden className="size-3.5" /> Wrap
        </Tool>
      )}
      <Tool onClick={() => openAll(true)}>
        <ChevronsUpDown aria-hidden className="size-3.5" /> Expand all
      </Tool>
      <Tool onClick={() => openAll(false)}>
        <ChevronsDownUp aria-hidden className="size-3.5" /> Collapse all
      </Tool>
    </div>
  );
}

function Tool({ pressed, onClick, children }: { pressed?: boolean; onClick(): void; children: ReactNode }) {
  return (
    <button
      type="button"
      aria-pressed={pressed}
      onClick={onClick}
      className={buttonClass("plain", "aria-pressed:border-accent aria-pressed:bg-raised", "sm")}
    >
      {children}
    </button>
  );
}
