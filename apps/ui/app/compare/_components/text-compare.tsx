"use client";

import { useRef } from "react";
import { buttonClass } from "../../../components/button.tsx";
import { DiffBody } from "../../../components/diff/diff-body.tsx";
import { useDiffPrefs } from "../../../components/diff/use-diff-prefs.ts";
import { useWide } from "../../../components/diff/use-wide.ts";
import "../../../components/diff/diff.css";

/** Two texts as a diff, side by side where there is room. @param diff a unified diff from A to B */
export function TextCompare({ path, diff }: { path: string; diff: string }) {
  const box = useRef<HTMLDivElement>(null);
  const [prefs, setPrefs] = useDiffPrefs();
  const wide = useWide(box);
  const split = wide && prefs.view === "split";
  return (
    <div ref={box} className="rounded-md border border-line">
      {wide ? (
        <p className="flex justify-end border-b border-line bg-raised px-2 py-1 no-script:hidden">
          <button
            type="button"
            className={buttonClass("ghost", "", "sm")}
            onClick={() => setPrefs({ view: split ? "unified" : "split" })}
          >
            {split ? "Show as one column" : "Show side by side"}
          </button>
        </p>
      ) : null}
      <DiffBody
        path={path}
        text={diff}
        layout={split ? "split" : "unified"}
        wrap
        className="max-h-[32rem] overflow-y-auto"
      />
    </div>
  );
}
