import type { WorkflowHost } from "../contract.ts";
import { mdCode } from "../report/markdown.ts";
import { LOCK_FILES, type LockedPackage, lockedPackages } from "../repository/locked-versions.ts";
import { type Dependency, readDependencies } from "../repository/read-dependencies.ts";
import { fencedLines } from "./fenced-lines.ts";
import type { RepoFiles } from "./repo-files.ts";

const LOCK_BYTES = 16 * 1024 * 1024;
const LOCKS_MAX = 10;
const DEPRECATED_MAX = 60;

/** What the manifests ask for, with the locked versions, and what the lock files call deprecated. */
export async function dependencyFacts(
  repo: RepoFiles,
  world: { host: Pick<WorkflowHost, "workspace">; signal: AbortSignal },
  max: number,
): Promise<{ text: string; cut: boolean }> {
  const manifests = await readDependencies(
    world,
    repo.files.map((f) => f.path),
  );
  const locks = repo.files.filter((f) => LOCK_FILES.includes(f.path.slice(f.path.lastIndexOf("/") + 1)));
  const locked: LockedPackage[] = [];
  for (const { path } of locks.slice(0, LOCKS_MAX)) {
    world.signal.throwIfAborted();
    const text = await world.host.workspace?.readText(path, LOCK_BYTES);
    if (typeof text === "string") locked.push(...lockedPackages(path, text));
  }
  const versions = new Map<string, Set<string>>();
  for (const { name, version } of locked) versions.set(name, (versions.get(name) ?? new Set()).add(version));
  const line = ({ name, version }: Dependency) => {
    const held = [...(versions.get(name) ?? [])];
    return `${name} ${version}${held.length > 0 ? ` (locked: ${held.slice(0, 4).join(", ")})` : ""}`;
  };
  const blocks = [
    ...deprecatedBlock(locked),
    ...manifests.map((m) => ({
      heading: `### ${mdCode(m.path)} (${m.ecosystem})`,
      lines: [
        ...(m.problem === undefined ? [] : [m.problem]),
        ...m.runtime.map(line),
        ...m.development.map((d) => `${line(d)} [development]`),
      ],
    })),
  ].filter((block) => block.lines.length > 0);
  return fill(blocks, max);
}

function deprecatedBlock(locked: readonly LockedPackage[]): { heading: string; lines: string[] }[] {
  const lines = new Set(
    locked.flatMap((p) =>
      p.deprecated === undefined ? [] : [`${p.name} ${p.version}: ${p.deprecated.replace(/\s+/g, " ")}`],
    ),
  );
  return [{ heading: "### Called deprecated by the lock file", lines: [...lines].sort().slice(0, DEPRECATED_MAX) }];
}

function fill(blocks: readonly { heading: string; lines: string[] }[], max: number): { text: string; cut: boolean } {
  const parts: string[] = [];
  let room = max;
  for (const { heading, lines } of blocks) {
    const body = fencedLines(lines, room - heading.length - 4);
    if (body.text === "") return { text: parts.join("\n\n"), cut: true };
    parts.push(`${heading}\n\n${body.text}`);
    room -= heading.length + body.text.length + 4;
    if (body.cut) return { text: parts.join("\n\n"), cut: true };
  }
  return { text: parts.join("\n\n"), cut: false };
}
