"use client";

import { Fact } from "../../../../../components/run-view/fact.tsx";
import { useRunView } from "../../../../../components/run-view/run-view-provider.tsx";

/** Lines of events.jsonl that were no events, as far as they were read. */
export function SkippedLines() {
  const skipped = useRunView((s) => s.skipped);
  const partial = useRunView((s) => s.overview.partial);
  return (
    <Fact name="Skipped lines">
      {skipped === 0 ? "none" : skipped} in the {partial ? "parts of events.jsonl that were read" : "event file"}
    </Fact>
  );
}
