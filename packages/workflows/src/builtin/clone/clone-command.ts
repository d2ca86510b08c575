import type { InputValues } from "@codex-toolloop/protocol";

export type CloneInputs = {
  /** Without credentials. */
  source_uri: string;
  /** Absolute path of an empty folder. */
  path: string;
  display_name?: string;
  /** `https://host:port` that the run process's credentials are for; absent where none were given. */
  credentials_for?: string;
} & InputValues;

/** The run process's variables that hold the credentials of an import. They stand nowhere else. */
export const CREDENTIAL_VARIABLES = { username: "TOOLLOOP_GIT_USERNAME", password: "TOOLLOOP_GIT_PASSWORD" } as const;

/** What git and ssh need to reach a server as the user would: proxies, certificates, the user's agent and configuration. */
export const NETWORK_VARIABLES = [
  ...["ALL_PROXY", "all_proxy", "HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy"],
  ...["SSL_CERT_DIR", "SSL_CERT_FILE", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "SSH_AUTH_SOCK"],
  ...["GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "XDG_CONFIG_HOME"],
  ...["XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS", "GIT_LFS_SKIP_SMUDGE"],
];

/**
 * A credential helper in a line of shell: it hands over what the environment holds, stores nothing, and where the
 * variables are gone (the dashboard was restarted before the clone began) makes git give up.
 */
const HELPER = `!f() { test "$1" = get || exit 0; test -n "$${CREDENTIAL_VARIABLES.username}" || { echo quit=1; exit 0; }; printf 'username=%s\\npassword=%s\\n' "$${CREDENTIAL_VARIABLES.username}" "$${CREDENTIAL_VARIABLES.password}"; }; f`;

export interface CloneCommand {
  argv: string[];
  /** What people read. */
  display: string[];
  env: Record<string, string>;
  envAllow: string[];
}

/**
 * How git is run for a clone. It asks nobody, runs no hook and no template, speaks only the known protocols, and gives the
 * credentials to the one server that they are for.
 * @param sshCommand the user's own `core.sshCommand`.
 */
export function cloneCommand(inputs: CloneInputs, sshCommand = ""): CloneCommand {
  const { source_uri, path, credentials_for } = inputs;
  const config = [
    ...["core.hooksPath=/dev/null", "core.fsmonitor=false", "core.askPass=", "submodule.recurse=false"],
    // A server that says nothing at all for two minutes is gone.
    ...["http.lowSpeedLimit=1", "http.lowSpeedTime=120"],
    // The user's helpers would store what was given for this one clone.
    ...(credentials_for === undefined ? [] : ["credential.helper=", `credential.${credentials_for}.helper=${HELPER}`]),
  ];
  const clone = ["clone", "--progress", "--template=", "--", source_uri, path];
  return {
    argv: ["git", ...config.flatMap((setting) => ["-c", setting]), ...clone],
    display: ["git", ...clone],
    env: {
      GIT_ALLOW_PROTOCOL: "file:git:http:https:ssh",
      GIT_TERMINAL_PROMPT: "0",
      GIT_ASKPASS: "",
      GCM_INTERACTIVE: "never",
      GIT_SSH_COMMAND: `${sshCommand === "" ? "ssh" : sshCommand} -oBatchMode=yes`,
      LC_ALL: "C",
    },
    envAllow: [...NETWORK_VARIABLES, ...Object.values(CREDENTIAL_VARIABLES)],
  };
}
