import { plainLog } from "../report/markdown.ts";

/** Names that are told; a suite that fails as a whole has thousands. */
const NAMES_MAX = 50;
const NAME_CHARS = 200;

/** One line of a known reporter that names a failing test. Each expression is linear: one open-ended part, to the line's end. */
const LINES: RegExp[] = [
  // TAP, as node:test prints it; a subtest is indented. A TODO or SKIP is no failure.
  /^\s*not ok \d+ (?:- )?(.+)$/,
  // node:test's spec reporter: the duration tells it from a linter's "✖ 3 problems".
  /^\s*✖ (.+) \(\d[\d.]*ms\)$/,
  // vitest: " FAIL  |unit| test/a.test.ts > suite > name".
  /^ FAIL {2}(?:\|[^|]*\| )?(.+)$/,
  // jest: "  ● suite › name".
  /^ {2}● (?!Console$|Test suite failed to run)(.+)$/,
  // pytest's short summary, with the message after " - ".
  /^(?:FAILED|ERROR) (\S+\.py.*)$/,
  // go test, subtests indented.
  /^\s*--- FAIL: (.+) \(\d[\d.]*s\)$/,
  // cargo test.
  /^test (.+) \.\.\. FAILED$/,
  // unittest.
  /^(?:FAIL|ERROR): (\w+ \([\w.]+\))$/,
];

/**
 * Names of the tests that failed, as the log of a check tells them, in its order: node:test and TAP, vitest, jest, mocha, pytest,
 * unittest, go test, cargo. Empty where the format is none of these; at most 50.
 * @param log as it was printed, escape sequences and all.
 */
export function failingTests(log: string): string[] {
  const lines = plainLog(log).split("\n");
  const names = new Set<string>();
  for (const line of lines) {
    if (line.length > 1000) continue;
    for (const pattern of LINES) {
      const name = pattern.exec(line)?.[1];
      if (name === undefined || /# (?:TODO|SKIP)\b/i.test(name)) continue;
      names.add(tidy(name));
      break;
    }
    if (names.size >= NAMES_MAX) break;
  }
  for (const name of mochaFailures(lines)) if (names.size < NAMES_MAX) names.add(name);
  return leaves([...names]);
}

function tidy(name: string): string {
  const [withoutMessage = name] = name.split(/ - (?=\w*(?:Error|Exception|assert|Failed))/);
  return withoutMessage
    .replace(/ # time=.*$/, "")
    .trim()
    .slice(0, NAME_CHARS);
}

/** A Go test fails with its subtest: only the subtest says something. */
function leaves(names: string[]): string[] {
  return names.filter((name) => !names.some((other) => other.startsWith(`${name}/`)));
}

/** Below "2 failing": "  1) suite", then deeper the nested titles, the last of which ends with a colon. */
function mochaFailures(lines: readonly string[]): string[] {
  const from = lines.findIndex((line) => /^ {2}\d+ failing$/.test(line));
  if (from === -1) return [];
  const found: string[] = [];
  for (let i = from + 1; i < lines.length && found.length < NAMES_MAX; i++) {
    const first = /^ {2}\d+\) (.+)$/.exec(lines[i] ?? "")?.[1];
    if (first === undefined) continue;
    const parts = [first];
    while (!(parts.at(-1) ?? "").endsWith(":") && parts.length < 10) {
      const next = /^ {7,}(\S.*)$/.exec(lines[i + parts.length] ?? "")?.[1];
      if (next === undefined) break;
      parts.push(next);
    }
    found.push(tidy(parts.join(" > ").replace(/:$/, "")));
  }
  return found;
}
