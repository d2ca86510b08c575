"use client";

import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from "react";
import { z } from "zod";
import { complete, mentionAt } from "./mention.ts";

const Answer = z.object({ items: z.array(z.string()) });
const DEBOUNCE_MS = 80;
const LIMIT = 8;

export interface FileChoicesState {
  items: readonly string[];
  at: number;
  take(path: string): void;
}

/** Completes `@path` in a text area with the workspace's own files. Arrow keys choose, Enter and Tab take, Escape closes. */
export function useFileChoices(
  area: RefObject<HTMLTextAreaElement | null>,
  workspaceId: string | null,
  sessionId: string | null,
  change: (text: string) => void,
) {
  const [{ items, at }, set] = useState<{ items: readonly string[]; at: number }>({ items: [], at: 0 });
  const asked = useRef<{ abort: AbortController; timer: ReturnType<typeof setTimeout> }>(undefined);
  const stop = () => {
    clearTimeout(asked.current?.timer);
    asked.current?.abort.abort();
  };
  useEffect(
    () => () => {
      clearTimeout(asked.current?.timer);
      asked.current?.abort.abort();
    },
    [],
  );
  const close = () => {
    stop();
    set((was) => (was.items.length === 0 ? was : { items: [], at: 0 }));
  };
  const look = () => {
    const el = area.current;
    const mention = el && el.selectionStart === el.selectionEnd ? mentionAt(el.value, el.selectionStart) : null;
    if (!mention || !workspaceId) return close();
    stop();
    const abort = new AbortController();
    const query = new URLSearchParams({ q: mention.q, limit: String(LIMIT) });
    if (sessionId) query.set("session", sessionId);
    const timer = setTimeout(async () => {
      try {
        const answer = await fetch(`/api/workspaces/${workspaceId}/files?${query}`, { signal: abort.signal });
        const found = answer.ok ? Answer.parse(await answer.json()).items : [];
        set({ items: found, at: 0 });
      } catch {
        // Only a help while typing: without an answer there is no list.
        if (!abort.signal.aborted) set({ items: [], at: 0 });
      }
    }, DEBOUNCE_MS);
    asked.current = { abort, timer };
  };
  const take = (path: string) => {
    const el = area.current;
    const mention = el && mentionAt(el.value, el.selectionStart);
    if (!el || !mention) return close();
    const next = complete(el.value, el.selectionStart, mention.from, path);
    change(next.text);
    close();
    // After React has written the text: it puts the caret at the end.
    requestAnimationFrame(() => {
      el.focus();
      el.setSelectionRange(next.caret, next.caret);
    });
  };
  /** True where the key was for the list. */
  const onKeyDown = (e: KeyboardEvent): boolean => {
    if (items.length === 0 || e.ctrlKey || e.metaKey) return false;
    const move = (by: number) => set({ items, at: (at + by + items.length) % items.length });
    if (e.key === "ArrowDown") move(1);
    else if (e.key === "ArrowUp") move(-1);
    else if (e.key === "Enter" || e.key === "Tab") take(items[at] ?? "");
    else if (e.key === "Escape") close();
    else return false;
    e.preventDefault();
    return true;
  };
  const open = items.length > 0;
  return {
    items,
    at,
    take,
    look,
    close,
    onKeyDown,
    /** For the text area: what a screen reader needs to read the list along. */
    area: {
      "aria-autocomplete": "list" as const,
      ...(open ? { "aria-controls": "file-choices", "aria-activedescendant": `file-choice-${at}` } : {}),
    },
  };
}
