"use client";

import { useEffect, useRef, useState } from "react";

const SAVE_MS = 300;

/**
 * A text kept in this browser under `key` until the form that it belongs to has started a run. `look` is false where the
 * page already brings a text. A browser without storage keeps nothing, and everything else works.
 */
export function useDraft(key: string, look: boolean) {
  const [found, setFound] = useState<string>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    if (look) setFound(stored(key) || undefined);
    return () => clearTimeout(timer.current);
  }, [key, look]);
  return {
    found,
    save(text: string) {
      clearTimeout(timer.current);
      timer.current = setTimeout(() => store(key, text), SAVE_MS);
    },
    discard() {
      clearTimeout(timer.current);
      store(key, "");
      setFound(undefined);
    },
  };
}

/** Forgets a draft: its text is in a run now. */
export function dropDraft(workflow: string): void {
  store(`toolloop.spec.${workflow}`, "");
}

function stored(key: string): string {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

function store(key: string, text: string): void {
  try {
    if (text === "") localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  } catch {
    // Full or refused: the text area still has it.
  }
}
