import { RE2JS } from "re2js";

/** One pattern of config.yaml, in RE2 syntax. */
export interface UserRule {
  name: string;
  pattern: string;
}

const MAX_PATTERN = 500;

/** Compiles the user's own patterns. RE2 is linear by construction, so no pattern can stall the dashboard. */
export function compileUserRules(rules: readonly UserRule[]): { compiled: RE2JS[]; errors: string[] } {
  const compiled: RE2JS[] = [];
  const errors: string[] = [];
  for (const { name, pattern } of rules) {
    if (pattern.length > MAX_PATTERN) {
      errors.push(`config.yaml: redact "${name}": the pattern is longer than ${MAX_PATTERN} characters; shorten it`);
      continue;
    }
    try {
      const rule = RE2JS.compile(pattern);
      if (rule.matcher("").find()) errors.push(`config.yaml: redact "${name}": matches the empty text; make it longer`);
      else compiled.push(rule);
    } catch (error) {
      errors.push(
        `config.yaml: redact "${name}": ${error instanceof Error ? error.message : "cannot be read"}; use RE2 syntax`,
      );
    }
  }
  return { compiled, errors };
}

/** Adds the byte ranges `[start, end)` of all matches, line by line. @param bytes valid UTF-8. */
export function findUserSecrets(compiled: readonly RE2JS[], bytes: Buffer, ranges: number[]): void {
  if (compiled.length === 0) return;
  let start = 0;
  while (start < bytes.length) {
    let end = start;
    while (end < bytes.length && bytes[end] !== 10 && bytes[end] !== 13) end++;
    if (end > start) findInLine(compiled, bytes.subarray(start, end), start, ranges);
    start = end + 1;
  }
}

function findInLine(compiled: readonly RE2JS[], line: Buffer, base: number, ranges: number[]): void {
  const text = line.toString("utf8");
  const ascii = text.length === line.length;
  for (const rule of compiled) {
    const matcher = rule.matcher(text);
    while (matcher.find()) {
      const from = matcher.start();
      const to = matcher.end();
      if (to === from) continue;
      if (ascii) ranges.push(base + from, base + to);
      else {
        const lead = Buffer.byteLength(text.slice(0, from));
        ranges.push(base + lead, base + lead + Buffer.byteLength(text.slice(from, to)));
      }
    }
  }
}
