const ALWAYS = ["PATH", "HOME", "LANG", "TZ", "TERM", "TMPDIR", "USER", "LOGNAME", "SHELL"];

/**
 * The environment for a child: what a program needs to find its way and speak the user's language, and the variables that
 * are named. Everything else (tokens, keys, options of our own runtime) stays behind.
 * @param allow exact names; `TOOLLOOP_TOKEN` is never passed on, also when named.
 */
export function childEnvironment(source: NodeJS.ProcessEnv, allow: string[]): Record<string, string> {
  const wanted = new Set([...ALWAYS, ...allow]);
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(source)) {
    if (value === undefined || name === "TOOLLOOP_TOKEN") continue;
    if (wanted.has(name) || name.startsWith("LC_")) env[name] = value;
  }
  return env;
}
