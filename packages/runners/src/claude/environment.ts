import { childEnvironment } from "@codex-toolloop/process";

/** Claude's own, by name: the rest of `CLAUDE_CODE_*` tells a Claude what another Claude around it is, and stays behind. */
const CLAUDE = [
  "CLAUDE_CONFIG_DIR",
  "CLAUDE_CODE_OAUTH_TOKEN",
  "CLAUDE_CODE_API_KEY_HELPER_TTL_MS",
  "CLAUDE_CODE_CLIENT_CERT",
  "CLAUDE_CODE_CLIENT_KEY",
  "CLAUDE_CODE_CLIENT_KEY_PASSPHRASE",
  "CLAUDE_CODE_MAX_OUTPUT_TOKENS",
  "CLAUDE_CODE_MAX_RETRIES",
  "CLAUDE_CODE_SUBAGENT_MODEL",
  "CLAUDE_CODE_USE_BEDROCK",
  "CLAUDE_CODE_USE_VERTEX",
  "CLAUDE_CODE_USE_FOUNDRY",
  "CLAUDE_CODE_SKIP_BEDROCK_AUTH",
  "CLAUDE_CODE_SKIP_VERTEX_AUTH",
  "CLAUDE_CODE_SKIP_FOUNDRY_AUTH",
  "MAX_THINKING_TOKENS",
  "API_TIMEOUT_MS",
];
/** The network's: proxies and certificates. */
const NETWORK = [
  ...["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"].flatMap((name) => [name, name.toLowerCase()]),
  "NODE_EXTRA_CA_CERTS",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
];
/** Of a cloud provider, where Claude is told to use it. */
const CLOUDS: readonly { when: string; names: RegExp }[] = [
  { when: "CLAUDE_CODE_USE_BEDROCK", names: /^AWS_/ },
  { when: "CLAUDE_CODE_USE_VERTEX", names: /^(GOOGLE_|CLOUD_ML_|VERTEX_|GCLOUD_)/ },
  { when: "CLAUDE_CODE_USE_FOUNDRY", names: /^AZURE_/ },
];

/** Names of the variables in `env` that Claude's processes get, beside the few that every program gets; sorted. */
export function claudeVariables(env: NodeJS.ProcessEnv): string[] {
  const clouds = CLOUDS.filter(({ when }) => isOn(env[when])).map(({ names }) => names);
  return Object.keys(env)
    .filter((name) => env[name] !== undefined)
    .filter(
      (name) =>
        CLAUDE.includes(name) ||
        NETWORK.includes(name) ||
        name.startsWith("ANTHROPIC_") ||
        clouds.some((names) => names.test(name)),
    )
    .sort();
}

/**
 * The whole environment of a Claude process: the usual few, its own vendor's, the network's; nothing of another vendor and
 * nothing that tells it of a Claude around it.
 */
export function claudeEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  return {
    // Claude's own default is 10, with waits that double: a wrong key would hang for minutes.
    CLAUDE_CODE_MAX_RETRIES: "4",
    ...childEnvironment(env, claudeVariables(env)),
    // Updates, telemetry, error reports: nothing leaves but requests to the model.
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
    // The to-do list is off by default in the SDK; with it a run has a plan. Versions without these pass over them.
    CLAUDE_CODE_ENABLE_TODO_TOOLS: "1",
    CLAUDE_CODE_ENABLE_TASKS: "0",
  };
}

const isOn = (value: string | undefined) => value !== undefined && !["", "0", "false", "no", "off"].includes(value);
