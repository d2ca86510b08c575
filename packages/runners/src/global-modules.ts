import { dirname, join } from "node:path";

/** Variables that say where npm keeps global packages: a run process needs them to find what the dashboard found. */
export const PREFIX_VARIABLES = ["npm_config_prefix", "NPM_CONFIG_PREFIX", "npm_config_global_prefix"] as const;

/** The folder of global packages: of the prefix that the user chose, else npm's own default beside the running node. */
export function globalModules(env: NodeJS.ProcessEnv): string {
  const chosen = PREFIX_VARIABLES.map((name) => env[name]).find((prefix) => prefix);
  return join(chosen ?? dirname(dirname(process.execPath)), "lib", "node_modules");
}
