import type { Severity } from "@codex-toolloop/protocol";
import { SEVERITIES } from "../../lib/evidence/findings.ts";
import { SeverityWord } from "./words.tsx";

/** `2 high · 1 low`; what there is none of is left out. */
export function SeverityCounts({ counts }: { counts: Record<Severity, number> }) {
  return (
    <span className="flex flex-wrap gap-x-3">
      {SEVERITIES.filter((severity) => counts[severity] > 0).map((severity) => (
        <span key={severity} className="whitespace-nowrap">
          {counts[severity]} <SeverityWord severity={severity} />
        </span>
      ))}
    </span>
  );
}
