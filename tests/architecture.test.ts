import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "..");
const SCOPE = "@codex-toolloop/";

/** Who may import whom (DESIGN 2). Anything else fails here. */
const ALLOWED: Record<string, string[]> = {
  "apps/ui": ["supervisor", "store", "transcripts", "workflows", "protocol"],
  "apps/cli": ["workflows", "runners", "store", "process", "protocol"],
  "packages/supervisor": ["process", "store", "protocol"],
  "packages/runners": ["process", "protocol"],
  "packages/transcripts": ["protocol"],
  "packages/workflows": ["protocol"],
  "packages/store": ["protocol"],
  "packages/process": [],
  "packages/protocol": [],
};

const IMPORT = /(?:^|[\s;])(?:import|export)\s(?:[^"';]*?\sfrom\s)?["']([^"']+)["']|import\(\s*["']([^"']+)["']\s*\)/g;

function sources(dir: string): string[] {
  return readdirSync(dir).flatMap((name) => {
    if (["node_modules", "dist", ".next", "fixtures"].includes(name)) return [];
    const path = join(dir, name);
    if (statSync(path).isDirectory()) return sources(path);
    return /\.(ts|tsx|mjs)$/.test(name) ? [path] : [];
  });
}

function imports(file: string): string[] {
  const text = readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
  return [...text.matchAll(IMPORT)].map((m) => m[1] ?? m[2] ?? "");
}

const isTest = (file: string) => /\.test\.tsx?$|[\\/]test[\\/]/.test(file);
const modules = Object.keys(ALLOWED).map((name) => {
  const files = sources(join(ROOT, name)).filter((f) => !isTest(f));
  return { name, files };
});

describe("architecture", () => {
  it.each(modules)("$name imports only what stands below it", ({ name, files }) => {
    expect(files.length).toBeGreaterThan(0);
    const bad: string[] = [];
    for (const file of files) {
      for (const spec of imports(file)) {
        if (spec.startsWith(SCOPE)) {
          const [target = "", ...deep] = spec.slice(SCOPE.length).split("/");
          if (!ALLOWED[name]?.includes(target)) bad.push(`${relative(ROOT, file)} imports ${spec}`);
          if (deep.length > 0) bad.push(`${relative(ROOT, file)} reaches into ${spec}: a package is its index.ts`);
        } else if (spec.startsWith(".")) {
          const target = relative(join(ROOT, name), resolve(dirname(file), spec));
          if (target.startsWith("..")) bad.push(`${relative(ROOT, file)} leaves its package by ${spec}`);
        }
      }
    }
    expect(bad).toEqual([]);
  });

  it("protocol and workflows are free of node modules, so that a browser can load them", () => {
    const bad = modules
      .filter((m) => m.name === "packages/protocol" || m.name === "packages/workflows")
      .flatMap((m) => m.files)
      .filter((f) => imports(f).some((s) => s.startsWith("node:")));
    expect(bad.map((f) => relative(ROOT, f))).toEqual([]);
  });

  it("the CLI never reads ui-runs.jsonl, and the UI never starts an agent", () => {
    const mentions = (name: string, word: RegExp) =>
      (modules.find((m) => m.name === name)?.files ?? [])
        .filter((f) => word.test(readFileSync(f, "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "")))
        .map((f) => relative(ROOT, f));
    expect(mentions("apps/cli", /ui-runs\.jsonl/)).toEqual([]);
    expect(mentions("apps/ui", /codex-app-server|claude-agent-sdk|codex exec/)).toEqual([]);
  });

  it("only lib/server.ts holds something on globalThis", () => {
    const holders = modules
      .flatMap((m) => m.files)
      .filter((f) => /\bglobalThis\b/.test(readFileSync(f, "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "")))
      .map((f) => relative(ROOT, f));
    expect(holders).toEqual(["apps/ui/lib/server.ts"]);
  });

  it("every package is exported as source by its index.ts, which says which question it answers", () => {
    for (const { name } of modules.filter((m) => m.name.startsWith("packages/"))) {
      const pkg = JSON.parse(readFileSync(join(ROOT, name, "package.json"), "utf8")) as { exports: unknown };
      expect(pkg.exports, name).toBe("./src/index.ts");
      expect(readFileSync(join(ROOT, name, "src/index.ts"), "utf8"), name).toMatch(/^\/\*\* .*\?/);
    }
  });

  it("versions are pinned exactly", () => {
    const loose: string[] = [];
    for (const name of [".", ...modules.map((m) => m.name)]) {
      const pkg = JSON.parse(readFileSync(join(ROOT, name, "package.json"), "utf8")) as Record<
        string,
        Record<string, string>
      >;
      for (const kind of ["dependencies", "devDependencies"])
        for (const [dep, version] of Object.entries(pkg[kind] ?? {}))
          if (!/^\d+\.\d+\.\d+$/.test(version)) loose.push(`${name}: ${dep}@${version}`);
    }
    expect(loose).toEqual([]);
  });
});
