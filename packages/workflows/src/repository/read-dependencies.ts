import type { WorkflowHost } from "../contract.ts";

export interface Manifest {
  path: string;
  ecosystem: string;
  /** The package's own name, where the manifest has one. */
  name?: string;
  runtime: Dependency[];
  development: Dependency[];
  problem?: string;
}
export interface Dependency {
  name: string;
  version: string;
}

export const MANIFESTS_MAX = 60;

/** What the manifests in the repository say that it needs. */
export async function readDependencies(
  { host, signal }: { host: Pick<WorkflowHost, "workspace">; signal: AbortSignal },
  paths: readonly string[],
): Promise<Manifest[]> {
  const manifests: Manifest[] = [];
  const depth = (p: string) => p.split("/").length;
  const found = paths
    .filter((p) => readerOf(p) && !/(?:^|\/)(?:node_modules|vendor|fixtures|testdata|target)\//.test(p))
    .sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1));
  for (const path of found.slice(0, MANIFESTS_MAX)) {
    signal.throwIfAborted();
    const text = await host.workspace?.readText(path);
    const reader = readerOf(path);
    if (text === null || text === undefined || !reader) continue;
    manifests.push({ path, ecosystem: reader.ecosystem, ...reader.read(text) });
  }
  return manifests;
}

type Read = (text: string) => Pick<Manifest, "name" | "runtime" | "development" | "problem">;

function readerOf(path: string): { ecosystem: string; read: Read } | undefined {
  const base = path.slice(path.lastIndexOf("/") + 1);
  if (base === "package.json") return { ecosystem: "npm", read: readPackageJson };
  if (base === "Cargo.toml") return { ecosystem: "Cargo", read: readCargo };
  if (base === "go.mod") return { ecosystem: "Go", read: readGoMod };
  if (base === "pyproject.toml") return { ecosystem: "Python", read: readPyproject };
  if (/^requirements[\w.-]*\.txt$/.test(base)) return { ecosystem: "Python", read: readRequirements };
  return undefined;
}

const readPackageJson: Read = (text) => {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return { runtime: [], development: [], problem: "is not valid JSON" };
  }
  const o: Record<string, unknown> = typeof raw === "object" && raw !== null ? { ...raw } : {};
  const list = (key: string): Dependency[] => {
    const value = o[key];
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).map(([name, version]) => ({ name, version: String(version) }));
  };
  return {
    ...(typeof o.name === "string" ? { name: o.name } : {}),
    runtime: [...list("dependencies"), ...list("peerDependencies"), ...list("optionalDependencies")],
    development: list("devDependencies"),
  };
};

/** The lines of the TOML tables whose header matches. Enough for the common ways to write a manifest, not a TOML parser. */
function tomlLines(text: string, header: RegExp): string[] {
  const lines: string[] = [];
  let inside = false;
  for (const line of text.split("\n")) {
    const table = /^\s*\[+([^\]]+)\]+/.exec(line)?.[1];
    if (table !== undefined) inside = header.test(table.trim());
    else if (inside) lines.push(line);
  }
  return lines;
}

const readCargo: Read = (text) => {
  const read = (header: RegExp) =>
    tomlLines(text, header).flatMap((line): Dependency[] => {
      const m = /^\s*([A-Za-z0-9_-]+)(?:\.workspace)?\s*=\s*(?:"([^"]*)"|\{.*?version\s*=\s*"([^"]*)"|.*)/.exec(line);
      return m?.[1] === undefined ? [] : [{ name: m[1], version: m[2] ?? m[3] ?? "" }];
    });
  return {
    runtime: read(/^(?:workspace\.|target\..*\.)?dependencies$/),
    development: read(/^(?:target\..*\.)?(?:dev|build)-dependencies$/),
  };
};

const readGoMod: Read = (text) => {
  const runtime: Dependency[] = [];
  const blocks = [...text.matchAll(/^require\s*\(([^)]*)\)/gm)].flatMap((m) => (m[1] ?? "").split("\n"));
  const single = [...text.matchAll(/^require\s+(?!\()(.+)$/gm)].map((m) => m[1] ?? "");
  for (const line of [...blocks, ...single]) {
    const m = /^\s*([^\s/][^\s]*)\s+(v\S+)(?!.*\/\/ indirect)/.exec(line);
    if (m?.[1] !== undefined && !line.includes("// indirect")) runtime.push({ name: m[1], version: m[2] ?? "" });
  }
  return { runtime, development: [] };
};

const REQUIREMENT = /^\s*([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?\s*([^;#]*)/;

function requirement(text: string): Dependency[] {
  const m = REQUIREMENT.exec(text);
  return m?.[1] === undefined ? [] : [{ name: m[1], version: (m[2] ?? "").trim() }];
}

const readRequirements: Read = (text) => ({
  runtime: text.split("\n").flatMap((line) => (/^\s*(?:-|#|$)/.test(line) ? [] : requirement(line))),
  development: [],
});

const readPyproject: Read = (text) => {
  const strings = (block: string) =>
    [...block.matchAll(/"([^"]+)"|'([^']+)'/g)].flatMap((m) => requirement(m[1] ?? m[2] ?? ""));
  const project = tomlLines(text, /^project$/).join("\n");
  const main = /^dependencies\s*=\s*\[([\s\S]*?)\]\s*$/m.exec(project)?.[1] ?? "";
  const groups = tomlLines(text, /^(?:dependency-groups|project\.optional-dependencies)$/).join("\n");
  const poetry = (header: RegExp) =>
    tomlLines(text, header).flatMap((line): Dependency[] => {
      const m = /^\s*([A-Za-z0-9._-]+)\s*=\s*"?([^"{]*)/.exec(line);
      return m?.[1] === undefined || m[1] === "python" ? [] : [{ name: m[1], version: (m[2] ?? "").trim() }];
    });
  return {
    runtime: [...strings(main), ...poetry(/^tool\.poetry\.dependencies$/)],
    development: [...strings(groups), ...poetry(/^tool\.poetry\.(?:group\..*\.|dev-)dependencies$/)],
  };
};
