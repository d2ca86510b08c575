import { formatBytes } from "@codex-toolloop/protocol";
import { mdCode, mdTable, mdText, thousands } from "../../report/markdown.ts";
import type { Manifest } from "../../repository/read-dependencies.ts";
import { count } from "../../text.ts";
import type { History } from "./read-history.ts";
import type { Scan } from "./scan-files.ts";

/** Languages, largest files, marked places. */
export function scanSections(scan: Scan): string {
  const share = (lines: number) => (scan.lines === 0 ? "–" : `${((100 * lines) / scan.lines).toFixed(1)} %`);
  const parts = [
    "## Languages and sizes",
    `${thousands(scan.files)} files · ${thousands(scan.lines)} lines of text · ${formatBytes(scan.bytes)}`,
    mdTable(
      ["Language", "Files", "Lines", "Share", "Size"],
      scan.languages
        .slice(0, 20)
        .map((l) => [mdText(l.language), thousands(l.files), thousands(l.lines), share(l.lines), formatBytes(l.bytes)]),
      [1, 2, 3, 4],
    ),
    "Lock files, minified files and source maps count as generated: their lines are left out.",
    "## Largest files",
    mdTable(
      ["File", "Size", "Lines"],
      scan.largest.map((f) => [mdCode(f.path), formatBytes(f.bytes), f.lines === null ? "–" : thousands(f.lines)]),
      [1, 2],
    ),
    "### Longest text files",
    mdTable(
      ["File", "Lines"],
      scan.longest.map((f) => [mdCode(f.path), thousands(f.lines)]),
      [1],
    ),
    "## Marked places",
    todoSection(scan),
  ];
  if (scan.limits.length > 0)
    parts.push("### Limits of this scan", scan.limits.map((l) => `- ${mdText(l)}`).join("\n"));
  return parts.join("\n\n");
}

function todoSection({ todos }: Scan): string {
  if (todos.total === 0) return "No TODO, FIXME, HACK or XXX in a comment.";
  const words = Object.entries(todos.byWord).map(([word, n]) => `${n} ${word}`);
  const shown = todos.places.slice(0, 40);
  const table = mdTable(
    ["Place", "Text"],
    shown.map((t) => [mdCode(`${t.path}:${t.line}`), mdText(t.text)]),
  );
  const rest = todos.total > shown.length ? `\n\n… and ${todos.total - shown.length} more, in the step's output.` : "";
  return `${words.join(" · ")}\n\n${table}${rest}`;
}

/** Activity and hot files. */
export function historySections(history: History): string {
  if (history.none !== undefined) return `## Activity\n\nNo history: ${mdText(history.none)}.`;
  const most = Math.max(1, ...history.weeks.map((w) => w.commits));
  const bar = (n: number) => "█".repeat(Math.round((20 * n) / most)) || (n > 0 ? "▏" : "");
  const cut = history.truncated ? ` (the newest ${thousands(history.read)} were read)` : "";
  const parts = [
    "## Activity",
    `${count(history.total ?? 0, "commit")} on ${mdCode(history.branch ?? "HEAD")} in all · ${count(history.read, "commit")} by ${count(history.authors.length, "author")} in the last year${cut}`,
    mdTable(
      ["Week from", "Commits", ""],
      history.weeks.map((w) => [w.start, String(w.commits), bar(w.commits)]),
      [1],
    ),
  ];
  if (history.authors.length > 0)
    parts.push(
      "### Authors of the last year",
      mdTable(
        ["Author", "Commits"],
        history.authors.slice(0, 10).map((a) => [mdText(a.name), String(a.commits)]),
        [1],
      ),
    );
  if (history.hot.length > 0)
    parts.push(
      "## Hot files",
      "Changed in the most commits of the last year: where work and risk gather.",
      mdTable(
        ["File", "Commits"],
        history.hot.map((h) => [`${mdCode(h.path)}${h.exists ? "" : " (gone)"}`, String(h.commits)]),
        [1],
      ),
    );
  if (history.last.length > 0)
    parts.push(
      "### Last commits",
      mdTable(
        ["Date", "Commit", "Author", "Subject"],
        history.last.map((c) => [c.at.slice(0, 10), mdCode(c.hash.slice(0, 8)), mdText(c.author), mdText(c.subject)]),
      ),
    );
  return parts.join("\n\n");
}

/** What the manifests declare. */
export function dependencySections(manifests: readonly Manifest[]): string {
  if (manifests.length === 0)
    return "## Dependencies\n\nNo package.json, Cargo.toml, go.mod, pyproject.toml or requirements file.";
  const rows = manifests.map((m) => [
    mdCode(m.path),
    m.ecosystem,
    m.problem === undefined ? String(m.runtime.length) : mdText(m.problem),
    String(m.development.length),
  ]);
  const parts = ["## Dependencies", mdTable(["Manifest", "Kind", "Runtime", "Development"], rows, [2, 3])];
  const uses = new Map<string, Set<string>>();
  // Packages of the repository itself are no dependencies of it.
  const own = new Set(manifests.map((m) => m.name));
  for (const m of manifests)
    for (const d of m.runtime.filter((r) => !own.has(r.name)))
      uses.set(d.name, (uses.get(d.name) ?? new Set()).add(d.version || "any"));
  if (uses.size > 0) {
    const shown = [...uses].sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, 60);
    parts.push(
      "### Runtime dependencies",
      mdTable(
        ["Name", "Version"],
        shown.map(([name, versions]) => [mdCode(name), [...versions].map(mdCode).join(", ")]),
      ),
    );
    if (uses.size > shown.length) parts.push(`… and ${uses.size - shown.length} more.`);
  }
  return parts.join("\n\n");
}
