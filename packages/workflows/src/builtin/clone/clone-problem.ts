import type { Reason } from "@codex-toolloop/protocol";

interface Rule {
  words: RegExp;
  /** Only of such addresses. */
  of?: RegExp;
  reason?: Reason;
  /** What it means and what to do, as a sentence without its full stop. */
  says: (uri: string) => string;
}

const LOGIN =
  "use a login that git knows (an ssh key, a credential helper, gh auth login), or import once with user:token@ in the address";

/** The first that fits holds: what is more exact stands above. */
const RULES: readonly Rule[] = [
  {
    words: /no space left on device|disk quota exceeded/i,
    reason: "disk_full",
    says: () => "There is no space left on the disk of the store: make room, then import again",
  },
  {
    words: /told us to quit/,
    says: () =>
      "Its credentials were kept in memory only, and the dashboard was restarted before the clone began: import again",
  },
  {
    words: /git was not found|spawn git ENOENT|git could not be started/,
    says: () => "git could not be started: install it, or put it on the PATH of the dashboard",
  },
  {
    words: /detected dubious ownership/,
    says: (uri) =>
      `${uri} belongs to another user, and git does not read it. If you trust it: git config --global --add safe.directory ${uri}`,
  },
  {
    // Of a path git speaks of "access rights" too, where nothing is there.
    words: /does not appear to be a git repository|repository '[^']*' does not exist|not a git repository/,
    of: /^(?:file:\/\/|\/)/i,
    says: (uri) => `There is no repository at ${uri}: check the path`,
  },
  {
    words: /Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED/,
    says: (uri) =>
      `ssh does not know the key of ${hostOf(uri)}: connect once by hand (ssh -T git@${hostOf(uri)}), check the key, then import again`,
  },
  {
    words: /Authentication failed|HTTP Basic: Access denied|invalid credentials/i,
    says: (uri) => `${hostOf(uri)} refused the login: ${LOGIN}`,
  },
  {
    words: /could not read (?:Username|Password)|terminal prompts disabled/,
    says: (uri) =>
      `${hostOf(uri)} asks for a login: there is no such repository, or you need access to it. Check the address, or ${LOGIN}`,
  },
  {
    words: /returned error: 40[13]|Permission denied \(|Access denied|access rights|Permission to .* denied/i,
    says: (uri) => `You have no access to ${uri}: ${LOGIN}`,
  },
  {
    words:
      /Repository not found|repository '[^']*' not found|returned error: 404|project you were looking for could not be found/i,
    says: (uri) => `There is no repository ${uri}, or you may not see it: check the address`,
  },
  { words: /repository '[^']*' does not exist/, says: (uri) => `There is no repository ${uri}: check the path` },
  {
    words:
      /does not appear to be a git repository|not valid: is this a git repository|not a git repository|invalid gitfile/i,
    says: (uri) => `${uri} is no git repository: check the address`,
  },
  {
    words:
      /Could not resolve (?:host|proxy)|unable to look up|Name or service not known|nodename nor servname|Temporary failure in name resolution/i,
    says: (uri) => `The host ${hostOf(uri)} was not found: check the name, and the network`,
  },
  {
    words: /certificate|SSL routines|TLS/,
    says: (uri) =>
      `The certificate of ${hostOf(uri)} cannot be trusted: check the address, or the system's certificates`,
  },
  {
    words: /transport '[^']*' not allowed/,
    says: () => "The server leads to a protocol that is not allowed here",
  },
  {
    words:
      /Connection (?:refused|reset|timed out|closed)|Failed to connect|Couldn't connect|Network is unreachable|No route to host|Operation (?:timed out|too slow)|early EOF|unexpected disconnect|hung up unexpectedly|RPC failed|Empty reply|transfer closed|returned error: 5\d\d|unable to connect/i,
    says: (uri) =>
      `The connection to ${hostOf(uri)} failed or broke off: check the network and the address, then import again`,
  },
  {
    words: /smudge filter|filter-process|Clone succeeded, but checkout failed/,
    says: () =>
      "The files could not be written after the clone: a filter of your git configuration failed (Git LFS, say)",
  },
];

/**
 * What git's words about a failed clone mean, for a person.
 * @param words the end of what git printed, in English. @param uri the address, without credentials.
 * @returns the sentence, without its full stop, and a reason where the run has a better one than its exit code.
 */
export function cloneProblem(words: string, uri: string): { detail: string; reason?: Reason } {
  const rule = RULES.find((r) => r.words.test(words) && (r.of?.test(uri) ?? true));
  if (rule) return { detail: rule.says(uri), ...(rule.reason === undefined ? {} : { reason: rule.reason }) };
  const last = [...words.matchAll(/^(?:fatal|error): (.+)$/gm)].at(-1)?.[1] ?? "";
  return {
    detail: last === "" ? `git could not clone ${uri}, and did not say why` : `git says: ${last.slice(0, 500)}`,
  };
}

/** The host of an address of any form; of a path, this machine. */
function hostOf(uri: string): string {
  const url = /^[a-z]+:\/\/(?:[^/@]*@)?(\[[^\]]+\]|[^/:]+)/i.exec(uri)?.[1];
  const scp = /^(?:[^@/]+@)?([^/:]+):/.exec(uri)?.[1];
  return url ?? scp ?? "this machine";
}
