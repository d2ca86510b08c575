/** What a doctor says of a Node version: `fail` where the program does not work, `warn` past the release line's end of life. */
export interface NodeSupport {
  level: "ok" | "warn" | "fail";
  words: string;
  fix?: string;
}

/** @param version as in `process.version`: `v20.20.0`. */
export function nodeSupport(version: string): NodeSupport {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  const fix = "install Node 24";
  if (major < 20 || (major === 20 && minor < 19))
    return { level: "fail", words: `${version} is too old`, fix: "install Node 20.19 or newer (24 is recommended)" };
  // 20 ended in April 2026, 21 in June 2024, 23 in June 2025.
  if (major < 22 || major === 23) return { level: "warn", words: `${version} works, but is past its end of life`, fix };
  return { level: "ok", words: version };
}
