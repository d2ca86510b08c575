import { useSyncExternalStore } from "react";
import { z } from "zod";

const KEY = "toolloop.diff";
const Prefs = z.object({ view: z.enum(["unified", "split"]).catch("unified"), wrap: z.boolean().catch(true) });
export type DiffPrefs = z.infer<typeof Prefs>;
export type DiffLayout = DiffPrefs["view"];

const DEFAULT: DiffPrefs = { view: "unified", wrap: true };
const CHANGED = "toolloop-diff-prefs";

function read(): string {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}

function parse(text: string): DiffPrefs {
  try {
    return Prefs.catch(DEFAULT).parse(JSON.parse(text));
  } catch {
    return DEFAULT;
  }
}

function subscribe(change: () => void): () => void {
  window.addEventListener("storage", change);
  window.addEventListener(CHANGED, change);
  return () => {
    window.removeEventListener("storage", change);
    window.removeEventListener(CHANGED, change);
  };
}

/** How this browser likes to see diffs; unified until the page has come alive. */
export function useDiffPrefs(): [DiffPrefs, (patch: Partial<DiffPrefs>) => void] {
  const text = useSyncExternalStore(subscribe, read, () => "");
  const prefs = parse(text);
  return [
    prefs,
    (patch) => {
      try {
        localStorage.setItem(KEY, JSON.stringify({ ...prefs, ...patch }));
      } catch {
        // A browser that keeps nothing shows the default.
      }
      window.dispatchEvent(new Event(CHANGED));
    },
  ];
}
