/** A part of a report: text as it was written, or a section that the page shows better itself. */
export type ReportPart = { kind: "text" | "findings" | "checks"; text: string };

const NAMED = /^(findings|checks)\b/i;

/**
 * A report cut at its sections called Findings and Checks: those are tables that the page has with links and sorting, and
 * must not show twice. Headings inside of code are none.
 */
export function reportParts(markdown: string): ReportPart[] {
  const parts: ReportPart[] = [];
  let fence = "";
  let level = 0;
  const add = (kind: ReportPart["kind"], line: string) => {
    const last = parts.at(-1);
    if (last?.kind === kind) last.text += `\n${line}`;
    else parts.push({ kind, text: line });
  };
  let kind: ReportPart["kind"] = "text";
  for (const line of markdown.split("\n")) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1] ?? "";
    if (fence === "" && mark !== "") fence = mark;
    else if (fence !== "" && mark.startsWith(fence) && line.trim() === mark) fence = "";
    const [, hashes = "", title = ""] = fence === "" && mark === "" ? (/^(#{1,6})\s+(.*)$/.exec(line) ?? []) : [];
    if (hashes !== "" && (kind === "text" || hashes.length <= level)) {
      const named = hashes.length >= 2 ? NAMED.exec(title)?.[1]?.toLowerCase() : undefined;
      kind = named === "findings" || named === "checks" ? named : "text";
      level = hashes.length;
    }
    add(kind, line);
  }
  return parts.filter((part) => part.text.trim() !== "");
}
