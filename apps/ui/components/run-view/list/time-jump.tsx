"use client";

import { useState } from "react";
import { instantAt } from "../../../lib/run-view/instant-at.ts";
import { useRunView, useRunViewStore } from "../run-view-provider.tsx";

/** Goes to a time of day of the run. Text, not a time field: that one would show the reader's own clock and halves of days. */
export function TimeJump() {
  const store = useRunViewStore();
  const firstAt = useRunView((s) => s.overview.firstAt);
  const [text, setText] = useState("");
  if (!firstAt) return null;
  const at = instantAt(firstAt, text);
  const go = () => {
    if (at !== undefined) void store.jumpToTime(at);
  };
  return (
    <label className="hidden items-center gap-1.5 text-muted sm:flex">
      <span>Go to time (UTC)</span>
      <input
        value={text}
        onChange={(e) => setText(e.target.value)}
        onKeyDown={(e) => e.key === "Enter" && go()}
        onBlur={go}
        placeholder={firstAt.slice(11, 19)}
        aria-invalid={text !== "" && at === undefined}
        title="Hours, minutes and seconds, such as 14:05:30"
        inputMode="numeric"
        autoComplete="off"
        spellCheck={false}
        className="h-7 w-24 rounded-md border border-line bg-panel px-1.5 font-mono text-[12px] text-fg placeholder:text-muted aria-invalid:border-failed"
      />
    </label>
  );
}
