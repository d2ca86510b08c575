/** What a lock file holds of one package. */
export interface LockedPackage {
  name: string;
  version: string;
  /** What the registry said when it was locked: why it should not be used any more. */
  deprecated?: string;
}

/** Names of lock files that can be read. */
export const LOCK_FILES = [
  "package-lock.json",
  "npm-shrinkwrap.json",
  "yarn.lock",
  "pnpm-lock.yaml",
  "Cargo.lock",
  "poetry.lock",
  "uv.lock",
];

/** The packages of a lock file; empty where it cannot be read. Nested copies of a package are told apart by version only. */
export function lockedPackages(file: string, text: string): LockedPackage[] {
  const base = file.slice(file.lastIndexOf("/") + 1);
  if (base === "package-lock.json" || base === "npm-shrinkwrap.json") return fromNpm(text);
  if (base === "yarn.lock") return fromYarn(text);
  if (base === "pnpm-lock.yaml") return fromPnpm(text);
  return fromToml(text);
}

function fromNpm(text: string): LockedPackage[] {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return [];
  }
  const packages = raw !== null && typeof raw === "object" && "packages" in raw ? raw.packages : undefined;
  if (typeof packages !== "object" || packages === null) return [];
  return Object.entries(packages as Record<string, unknown>).flatMap(([path, entry]): LockedPackage[] => {
    const name = path.split("node_modules/").at(-1) ?? "";
    if (!path.includes("node_modules/") || typeof entry !== "object" || entry === null) return [];
    const { version, deprecated } = entry as { version?: unknown; deprecated?: unknown };
    if (typeof version !== "string") return [];
    return [{ name, version, ...(typeof deprecated === "string" ? { deprecated } : {}) }];
  });
}

function fromYarn(text: string): LockedPackage[] {
  return [...text.matchAll(/^"?(@?[^@"\s]+)@[^\n]*:\n {2}version:? "?([^"\n]+)"?$/gm)].map((m) => ({
    name: m[1] ?? "",
    version: m[2] ?? "",
  }));
}

function fromPnpm(text: string): LockedPackage[] {
  const packages = text.split(/^packages:$/m)[1]?.split(/^\S/m)[0] ?? "";
  const found: LockedPackage[] = [];
  for (const line of packages.split("\n")) {
    const head = /^ {2}'?\/?(@?[^@'\s]+)@([^('\s:]+)/.exec(line);
    if (head) found.push({ name: head[1] ?? "", version: head[2] ?? "" });
    const why = /^ {4}deprecated: (.+)$/.exec(line)?.[1];
    const last = found.at(-1);
    if (why !== undefined && last) last.deprecated = why.replace(/^['"]|['"]$/g, "");
  }
  return found;
}

/** Cargo.lock, poetry.lock and uv.lock: tables `[[package]]` with name and version. */
function fromToml(text: string): LockedPackage[] {
  return text
    .split(/^\[\[package\]\]$/m)
    .slice(1)
    .flatMap((table) => {
      const name = /^name = "([^"]+)"/m.exec(table)?.[1];
      const version = /^version = "([^"]+)"/m.exec(table)?.[1];
      return name === undefined || version === undefined ? [] : [{ name, version }];
    });
}
