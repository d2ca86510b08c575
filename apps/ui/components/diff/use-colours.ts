import { startTransition, useEffect, useState } from "react";
import type { DiffRow } from "../../lib/diff/diff-rows.ts";
import { languageOf } from "../../lib/diff/language.ts";
import type { Segment } from "../../lib/diff/segments.ts";

/** The colours of a file's lines; null until they are there, and where its language is not known. */
export function useColours(path: string, rows: readonly DiffRow[]): ReadonlyMap<number, Segment[]> | null {
  const [colours, setColours] = useState<ReadonlyMap<number, Segment[]> | null>(null);
  const language = languageOf(path);
  useEffect(() => {
    if (language === undefined || rows.length === 0) return;
    let current = true;
    import("../../lib/diff/syntax.ts").then(
      ({ colourRows }) => {
        if (current) startTransition(() => setColours(colourRows(rows, language)));
      },
      () => undefined, // Without its colours it can be read as well.
    );
    return () => {
      current = false;
    };
  }, [language, rows]);
  return colours;
}
