"use client";

import { useEffect, useRef, useState } from "react";

/** A text up to this long is kept with every key; a longer one costs more to write, and is kept when typing pauses. */
const AT_ONCE = 16_384;
const SAVE_MS = 300;

/**
 * A text kept in this browser under `key` until the form that it belongs to has started a run. `look` is false where the
 * page already brings a text. A browser without storage keeps nothing, and everything else works.
 */
export function useDraft(key: string, look: boolean) {
  const [found, setFound] = useState<string>();
  const pending = useRef<{ timer: ReturnType<typeof setTimeout>; write: () => void }>(undefined);
  useEffect(() => {
    if (look) setFound(stored(key) || undefined);
    // Whoever leaves in the middle of a pause loses nothing.
    return () => pending.current?.write();
  }, [key, look]);
  const forget = () => {
    clearTimeout(pending.current?.timer);
    pending.current = undefined;
  };
  return {
    found,
    save(text: string) {
      forget();
      if (text.length <= AT_ONCE) return store(key, text);
      const write = () => {
        forget();
        store(key, text);
      };
      pending.current = { timer: setTimeout(write, SAVE_MS), write };
    },
    discard() {
      forget();
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
