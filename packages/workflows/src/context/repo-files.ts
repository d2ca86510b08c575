import type { WorkflowHost } from "../contract.ts";
import { isBinaryName, isGenerated } from "../repository/languages.ts";
import { hasSecretText, isSecretPath } from "./secret-paths.ts";

/** What one pack may cost, however large the repository is. */
export const PACK_LIMITS = {
  files: 100_000,
  readFiles: 1000,
  readBytes: 24 * 1024 * 1024,
  fileBytes: 256 * 1024,
  ms: 10_000,
};
const AT_ONCE = 16;

export interface RepoFile {
  path: string;
  size: number;
}

/** The files of the workspace that a pack may speak of, sorted by path, each read at most once. */
export interface RepoFiles {
  files: readonly RepoFile[];
  /** Text files that are worth reading: no lock file, nothing minified, not too large. */
  readable: readonly RepoFile[];
  /** Not all files of the repository were listed, or not all were read that should have been. */
  limited(): boolean;
  /** The texts of these, in order; null for what is no text, looks secret, or goes beyond the limits. */
  read(paths: readonly string[]): Promise<(string | null)[]>;
}

type World = { host: Pick<WorkflowHost, "workspace" | "now">; signal: AbortSignal };

export async function openRepo({ host, signal }: World): Promise<RepoFiles> {
  const startedAt = host.now().getTime();
  const listed = (await host.workspace?.listFiles(PACK_LIMITS.files)) ?? { files: [], truncated: false };
  const files = listed.files.filter((f) => !isSecretPath(f.path)).sort((a, b) => (a.path < b.path ? -1 : 1));
  const readable = files.filter(
    (f) => f.size <= PACK_LIMITS.fileBytes && !isBinaryName(f.path) && !isGenerated(f.path),
  );
  const cache = new Map<string, string | null>();
  let bytes = 0;
  let limited = listed.truncated;

  const readOne = async (path: string): Promise<string | null> => {
    const spent = host.now().getTime() - startedAt > PACK_LIMITS.ms || bytes > PACK_LIMITS.readBytes;
    if (spent || cache.size >= PACK_LIMITS.readFiles) {
      limited = true;
      return null;
    }
    const text = (await host.workspace?.readText(path, PACK_LIMITS.fileBytes)) ?? null;
    bytes += text?.length ?? 0;
    const fit = text !== null && !text.slice(0, 8000).includes("\0") && !hasSecretText(text) ? text : null;
    cache.set(path, fit);
    return fit;
  };

  return {
    files,
    readable,
    limited: () => limited,
    async read(paths) {
      const texts: (string | null)[] = [];
      for (let i = 0; i < paths.length; i += AT_ONCE) {
        signal.throwIfAborted();
        const batch = paths.slice(i, i + AT_ONCE);
        texts.push(
          ...(await Promise.all(batch.map((path) => (cache.has(path) ? (cache.get(path) ?? null) : readOne(path))))),
        );
      }
      return texts;
    },
  };
}
