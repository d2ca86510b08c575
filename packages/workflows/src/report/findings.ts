import type { DocGap, Finding, ReviewOutput } from "@codex-toolloop/protocol";
import { mdCode, mdTable, mdText } from "./markdown.ts";

const RANK: Record<Finding["severity"], number> = { high: 0, medium: 1, low: 2 };

/** All findings as one table, the most severe first. */
export function findingsSection(reviews: readonly ReviewOutput[]): string {
  const findings = reviews.flatMap((r) => r.findings).sort((a, b) => RANK[a.severity] - RANK[b.severity]);
  if (findings.length === 0) return "None.";
  const rows = findings.map((f) => [
    f.severity === "high" ? "**high**" : f.severity,
    cell(f.area),
    cell(f.description),
    f.evidencePaths.map((path) => mdCode(path)).join(", ") || "–",
    f.suggestions.map(mdText).join(" · ") || "–",
  ]);
  return mdTable(["Severity", "Area", "Finding", "Evidence", "Suggestions"], rows);
}

/** What the documents do not tell, as one table. */
export function docGapsSection(reviews: readonly ReviewOutput[]): string {
  const gaps: DocGap[] = reviews.flatMap((r) => r.docGaps);
  if (gaps.length === 0) return "None.";
  const rows = gaps.map((g) => [cell(g.docArea), cell(g.gap), cell(g.recommendation)]);
  return mdTable(["Document", "Gap", "Recommendation"], rows);
}

function cell(text: string): string {
  return mdText(text) || "–";
}
