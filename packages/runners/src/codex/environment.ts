import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { childEnvironment } from "@codex-toolloop/process";

/** Codex's own variables, and those that say how the network is reached. Nothing of another vendor, nothing of a session around us. */
const OWN =
  /^(OPENAI_\w+|CODEX_(HOME|SQLITE_HOME|API_KEY|ACCESS_TOKEN|CA_CERTIFICATE|OSS_BASE_URL|OSS_PORT)|RUST_LOG)$/;
const NETWORK = /^((HTTPS?|ALL|NO)_PROXY|(https?|all|no)_proxy|SSL_CERT_(FILE|DIR)|NODE_EXTRA_CA_CERTS)$/;

/** Where codex keeps its configuration, its login and its threads. */
export function codexHome(env: NodeJS.ProcessEnv): string {
  return env.CODEX_HOME || join(env.HOME || homedir(), ".codex");
}

/** Names of the variables of `env` that codex gets beyond the usual few, sorted. */
export function codexVariables(env: NodeJS.ProcessEnv): string[] {
  const configured = keysOfProviders(env);
  return Object.keys(env)
    .filter((name) => env[name] !== undefined && (OWN.test(name) || NETWORK.test(name) || configured.has(name)))
    .sort();
}

/** The environment of codex's process. */
export function codexEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  return childEnvironment(env, codexVariables(env));
}

/** A model provider of the user's own says in config.toml which variable holds its key. */
function keysOfProviders(env: NodeJS.ProcessEnv): Set<string> {
  try {
    const config = readFileSync(join(codexHome(env), "config.toml"), "utf8");
    const keys = [...config.matchAll(/^\s*(?:env_key|bearer_token_env_var)\s*=\s*["'](\w+)["']/gm)].map(
      (m) => m[1] ?? "",
    );
    return new Set(keys.filter((name) => !/^(ANTHROPIC|CLAUDE|TOOLLOOP)/.test(name)));
  } catch {
    return new Set();
  }
}
