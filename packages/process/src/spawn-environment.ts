/**
 * The same variables as the type that `spawn` wants. Next declares `NODE_ENV` to be always there; for a child it is not,
 * and nothing here may add it.
 */
export function spawnEnvironment(env: Record<string, string>): NodeJS.ProcessEnv {
  return env as Record<string, string> & { NODE_ENV: "production" };
}
