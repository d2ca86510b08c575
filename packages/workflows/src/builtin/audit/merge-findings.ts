import type { DocGap, Finding, ReviewOutput } from "@codex-toolloop/protocol";

const RANK: Record<Finding["severity"], number> = { high: 0, medium: 1, low: 2 };
/** Share of common words from which on two descriptions mean the same. */
const ALIKE = 0.6;

/** Findings of several agents as one list: what two of them saw is there once, with all its evidence; most severe first. */
export function mergeFindings(outputs: readonly ReviewOutput[]): ReviewOutput {
  const findings: Finding[] = [];
  for (const finding of outputs.flatMap((o) => o.findings)) {
    const at = findings.findIndex((other) => same(other, finding));
    const other = findings[at];
    if (other === undefined) findings.push(finding);
    else findings[at] = joined(other, finding);
  }
  findings.sort((a, b) => RANK[a.severity] - RANK[b.severity]);
  const gaps = new Map<string, DocGap>();
  for (const gap of outputs.flatMap((o) => o.docGaps)) {
    const key = `${plain(gap.docArea)}\n${plain(gap.gap)}`;
    if (!gaps.has(key)) gaps.set(key, gap);
  }
  return { findings, docGaps: [...gaps.values()] };
}

/** The same words, or nearly the same about the same file. */
function same(a: Finding, b: Finding): boolean {
  if (plain(a.description) === plain(b.description)) return true;
  const files = new Set(a.evidencePaths.map(fileOf));
  return b.evidencePaths.some((path) => files.has(fileOf(path))) && likeness(a.description, b.description) >= ALIKE;
}

function joined(a: Finding, b: Finding): Finding {
  const first = RANK[b.severity] < RANK[a.severity] ? b : a;
  const union = (one: readonly string[], two: readonly string[]) => [...new Set([...one, ...two])];
  return {
    ...first,
    evidencePaths: union(a.evidencePaths, b.evidencePaths),
    suggestions: union(a.suggestions, b.suggestions),
  };
}

function fileOf(path: string): string {
  return path.replace(/(?::\d+(?:-\d+)?){1,2}$/, "");
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

function likeness(a: string, b: string): number {
  const [one, two] = [new Set(plain(a).split(" ")), new Set(plain(b).split(" "))];
  const common = [...one].filter((word) => two.has(word)).length;
  return common / Math.max(1, one.size + two.size - common);
}
