/** What a program needs to find its way and speak the user's language. */
const USUAL = ["PATH", "HOME", "LANG", "TZ", "TERM", "TMPDIR", "USER", "LOGNAME", "SHELL"];
/** What no program can do without. */
const BARE = ["PATH", "HOME"];

/**
 * The environment for a child: the variables that every child gets, and those that are named. Everything else (tokens,
 * keys, options of our own runtime) stays behind.
 * @param allow exact names; `TOOLLOOP_TOKEN` is never passed on, also when named.
 * @param always `usual` for what finds its way and speaks the user's language; `bare` for PATH and HOME alone.
 */
export function childEnvironment(
  source: NodeJS.ProcessEnv,
  allow: readonly string[],
  always: "usual" | "bare" = "usual",
): Record<string, string> {
  const wanted = new Set([...(always === "bare" ? BARE : USUAL), ...allow]);
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(source)) {
    if (value === undefined || name === "TOOLLOOP_TOKEN") continue;
    if (wanted.has(name) || (always === "usual" && name.startsWith("LC_"))) env[name] = value;
  }
  return env;
}
