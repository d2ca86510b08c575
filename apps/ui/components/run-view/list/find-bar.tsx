"use client";

import { ChevronDown, ChevronUp, Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button } from "../../button.tsx";

/** Find in this run. Ctrl F (⌘ F) comes here; pressed again it is the browser's own. */
export function FindBar({
  scan,
  label = "Find in run",
}: {
  scan: { find(text: string, direction: 1 | -1): void };
  label?: string;
}) {
  const [text, setText] = useState("");
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if (e.key.toLowerCase() !== "f" || !(e.ctrlKey || e.metaKey) || e.shiftKey || e.altKey) return;
      if (document.activeElement === input.current) return;
      e.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  return (
    <search className="flex items-center gap-0.5">
      <label className="flex h-7 items-center gap-1 rounded-md border border-line bg-panel px-1.5">
        <Search aria-hidden className="size-3.5 text-muted" />
        <span className="sr-only">{label}</span>
        <input
          ref={input}
          value={text}
          onChange={(e) => setText(e.target.value)}
          onKeyDown={(e) => {
            if (e.key === "Enter" && text) scan.find(text, e.shiftKey ? -1 : 1);
            if (e.key === "Escape") e.currentTarget.blur();
          }}
          placeholder={label}
          maxLength={200}
          className="w-28 bg-transparent text-[12.5px] outline-none placeholder:text-muted"
        />
      </label>
      <Button
        variant="ghost"
        className="h-7 px-1"
        disabled={!text}
        title="Previous"
        onClick={() => scan.find(text, -1)}
      >
        <ChevronUp aria-hidden className="size-4" />
        <span className="sr-only">Previous match</span>
      </Button>
      <Button variant="ghost" className="h-7 px-1" disabled={!text} title="Next" onClick={() => scan.find(text, 1)}>
        <ChevronDown aria-hidden className="size-4" />
        <span className="sr-only">Next match</span>
      </Button>
    </search>
  );
}
