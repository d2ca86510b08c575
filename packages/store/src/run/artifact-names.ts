import type { ArtifactInfo } from "@codex-toolloop/protocol";
import type { Redactor } from "../contract.ts";

/** The files of a list with their masked paths. Paths that look alike when masked are told apart by `~2`, `~3` … */
export function maskNames(
  files: readonly ArtifactInfo[],
  redactor: Redactor,
): { shown: ArtifactInfo; rawPath: string }[] {
  const seen = new Map<string, number>();
  return files.map((file) => {
    const masked = redactor.text(file.path);
    const count = (seen.get(masked) ?? 0) + 1;
    seen.set(masked, count);
    const path = count === 1 ? masked : `${masked}~${count}`;
    return { shown: { ...file, path }, rawPath: file.path };
  });
}

/** The path on disk that a masked path stands for; undefined where there is none. */
export function rawPathOf(files: readonly ArtifactInfo[], shown: string, redactor: Redactor): string | undefined {
  return maskNames(files, redactor).find((file) => file.shown.path === shown)?.rawPath;
}
