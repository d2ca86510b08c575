/** Text from a repository, a log or a name inside a report: it must show as it is and never become markup. */

/**
 * Inline text: markup characters are escaped, line breaks become spaces. An underscore inside a word is no markup and
 * stays, or tokens such as `ghp_…` could not be recognised any more where the report is masked.
 */
export function mdText(text: string): string {
  return stripControls(text)
    .replace(/\s+/g, " ")
    .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|[\\`*{}[\]<>()#+!|~&$^=:@-]/g, (c) =>
      /[-:@#+=()!.]/.test(c) ? c : `\\${c}`,
    )
    .replace(/^([#+-])/, "\\$1")
    .replace(/^(\d+)([.)])/, "$1\\$2")
    .trim();
}

/**
 * Inline code, in a table cell or a sentence: as many backticks around it as it needs. A line break in it stays to be seen
 * (⏎): as a space it would make another command of `'one⏎two'`.
 */
export function mdCode(text: string): string {
  const clean = stripControls(text.trim().replace(/\r?\n/g, "⏎")).replace(/\s+/g, " ");
  if (clean === "") return "";
  const fence = "`".repeat(longestRun(clean) + 1);
  const pad = clean.startsWith("`") || clean.endsWith("`") ? " " : "";
  // A pipe ends a table cell even inside code; GFM reads \| there as a pipe.
  return `${fence}${pad}${clean.replaceAll("|", "\\|")}${pad}${fence}`;
}

/** A block of text as it is: the fence is longer than any run of backticks in it. */
export function mdFence(text: string, language = ""): string {
  // Controls first: what stands between two backticks and is not shown must not hide that they are one run.
  const clean = stripControls(text).replace(/\n+$/, "");
  const fence = "`".repeat(Math.max(2, longestRun(clean)) + 1);
  return `${fence}${language}\n${clean}\n${fence}`;
}

/** A GFM table. Cells are markdown already. `right`: columns with numbers. */
export function mdTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
): string {
  const rule = head.map((_, i) => (right.includes(i) ? "---:" : "---"));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** Terminal escape sequences and control characters out, carriage-return overwrites resolved to what stays visible. */
export function plainLog(text: string): string {
  return text
    .replace(/\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)/g, "")
    .replace(/\u001b\[[0-?]*[ -/]*[@-~]/g, "")
    .replace(/\u001b[ -/]*[0-~]/g, "")
    .split("\n")
    .map(lastWritten)
    .join("\n");
}

/** What a terminal shows of a line in which carriage returns went back to its start. */
function lastWritten(line: string): string {
  let end = line.length;
  while (end > 0 && line[end - 1] === "\r") end--;
  return line.slice(line.lastIndexOf("\r", end - 1) + 1, end);
}

/** Length of the longest run of backticks. */
export function longestRun(text: string): number {
  let longest = 0;
  for (const run of text.matchAll(/`+/g)) longest = Math.max(longest, run[0].length);
  return longest;
}

/** Without control characters and those that turn the direction of writing; line breaks and tabs stay. */
export function stripControls(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "");
}

/** `1234567` as `1,234,567`. */
export function thousands(n: number): string {
  return String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, ",");
}
