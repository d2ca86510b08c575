/**
 * How does the TypeScript source become the plain JavaScript that runs? Bundles the CLI (`apps/cli/dist`) and the
 * dashboard's server (`apps/ui/dist`) with esbuild, so that starting a run costs a bare `node` start.
 *
 * Several processes may bundle at the same time, and older ones may still be loading the old files: every file is
 * written beside its place and renamed, chunks carry a hash and stay for a day, entries come last.
 */
import { randomBytes } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
/** Written last, with the time at which the bundle was begun; its age is the bundle's age. */
const STAMP = ".bundle.json";
const CHUNK_LIFE_MS = 24 * 3600_000;

/** Directories and files whose change makes a bundle stale. */
const SHARED = ["packages", "scripts/bundle.mjs", "package-lock.json", "tsconfig.json"];
export const CLI = {
  outDir: join(ROOT, "apps/cli/dist"),
  sources: ["apps/cli/src", ...SHARED].map((p) => join(ROOT, p)),
};
export const SERVER = {
  outDir: join(ROOT, "apps/ui/dist"),
  sources: ["apps/ui/server.ts", "apps/ui/server", "apps/ui/lib", "apps/ui/proxy.ts", ...SHARED].map((p) =>
    join(ROOT, p),
  ),
};

/**
 * Is the bundle missing, or older than something it was made of? Looks at times only (under 50 ms).
 * @param {string} outDir where the bundle is. @param {string[]} sources files and directories, searched deeply;
 * those that do not exist are passed over (an installed package has no sources, and is never stale).
 * @returns {boolean}
 */
export function isStale(outDir, sources) {
  const stamp = statSync(join(outDir, STAMP), { throwIfNoEntry: false });
  if (!stamp) return true;
  return sources.some((path) => isNewer(path, stamp.mtimeMs));
}

function isNewer(path, than) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return false;
  if (!stat.isDirectory()) return stat.mtimeMs >= than;
  // A directory's own time tells of files that were removed or renamed.
  if (stat.mtimeMs >= than) return true;
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (/^(node_modules|dist|test|fixtures|\.next)$/.test(entry.name) || /\.test\.tsx?$/.test(entry.name)) continue;
    if (isNewer(join(path, entry.name), than)) return true;
  }
  return false;
}

/**
 * Bundles the CLI, self-contained: `main.mjs` (what a person runs) and `exec.mjs` (what a launcher runs).
 * @param {{ outDir?: string }} [options] @returns {Promise<{ outDir: string, files: string[], ms: number }>}
 * @throws an error with esbuild's messages when the source does not build; the old bundle is then untouched.
 */
export async function bundleCli({ outDir = CLI.outDir } = {}) {
  const entryPoints = { main: join(ROOT, "apps/cli/src/main.ts"), exec: join(ROOT, "apps/cli/src/exec.ts") };
  return bundle(outDir, { entryPoints, plugins: [workspacePackages(), englishOnly()] }, recordings());
}

/**
 * Bundles the dashboard's HTTP server to `server.mjs`. Only the workspace packages are inside; everything of
 * node_modules stays outside, because Next must find its own files and share one React.
 * @param {{ outDir?: string }} [options] @returns {Promise<{ outDir: string, files: string[], ms: number }>}
 */
export async function bundleServer({ outDir = SERVER.outDir } = {}) {
  return bundle(outDir, {
    entryPoints: { server: join(ROOT, "apps/ui/server.ts") },
    plugins: [workspacePackages(), nodeModulesOutside()],
  });
}

/** Bundles what is stale. @returns {Promise<string[]>} the names of what was bundled. */
export async function bundleStale({ cli = true, server = true } = {}) {
  const done = [];
  if (cli && isStale(CLI.outDir, CLI.sources)) await bundleCli().then(() => done.push("cli"));
  if (server && isStale(SERVER.outDir, SERVER.sources)) await bundleServer().then(() => done.push("server"));
  return done;
}

/** What ships beside the run process: the recordings that the replay runner plays. */
function recordings() {
  const folder = join(ROOT, "packages/runners/recordings");
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join("recordings", relative(folder, entry.parentPath), entry.name));
}

async function bundle(outDir, options, assets = []) {
  const begun = new Date();
  const { build } = await import("esbuild");
  const result = await build({
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    minify: true,
    // Stack traces keep their function names.
    keepNames: false,
    legalComments: "none",
    sourcemap: false,
    logLevel: "silent",
    absWorkingDir: ROOT,
    outdir: outDir,
    outExtension: { ".js": ".mjs" },
    // Chunks lie beside the entries, so that `import.meta.url` finds the launcher from any of them.
    entryNames: "[name]",
    chunkNames: "chunk-[hash]",
    write: false,
    // Bundled CommonJS (commander, yaml) still asks for node's own modules by `require`.
    banner: { js: 'import{createRequire as __cr}from"node:module";const require=__cr(import.meta.url);' },
    ...options,
  });
  mkdirSync(outDir, { recursive: true });
  const files = [];
  const put = (name, content) => {
    const folder = dirname(join(outDir, name));
    mkdirSync(folder, { recursive: true });
    const tmp = join(folder, `.${basename(name)}.${process.pid}.${randomBytes(4).toString("hex")}.tmp`);
    writeFileSync(tmp, content);
    renameSync(tmp, join(outDir, name));
    files.push(name);
  };
  for (const name of ["launcher.pl", "launcher.mjs"]) {
    const from = join(ROOT, "packages/process/src", name);
    if (existsSync(from)) put(name, readFileSync(from));
  }
  for (const name of assets) put(name, readFileSync(join(ROOT, "packages/runners", name)));
  const isEntry = (f) => basename(f.path, ".mjs") in options.entryPoints;
  const outputs = result.outputFiles;
  for (const f of outputs.filter((f) => !isEntry(f))) put(basename(f.path), f.contents);
  for (const f of outputs.filter(isEntry)) put(basename(f.path), f.contents);
  put(STAMP, `${JSON.stringify({ begun: begun.toISOString(), files })}\n`);
  utimesSync(join(outDir, STAMP), begun, begun);
  removeOld(outDir, new Set(files), begun.getTime());
  removeRecordings(outDir, new Set(files));
  return { outDir, files, ms: Date.now() - begun.getTime() };
}

/** Chunks of earlier bundles, and leftovers of killed builds, once no process can still want them. */
function removeOld(outDir, keep, now) {
  for (const name of readdirSync(outDir)) {
    if (keep.has(name) || !/^chunk-.*\.mjs$|\.tmp$/.test(name)) continue;
    const stat = statSync(join(outDir, name), { throwIfNoEntry: false });
    if (stat && now - stat.mtimeMs > CHUNK_LIFE_MS) rmSync(join(outDir, name), { force: true });
  }
}

/** A recording that does not ship any more would still be offered, and a file that left one would still be played. */
function removeRecordings(outDir, keep) {
  const folder = join(outDir, "recordings");
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder))
    if (!keep.has(join("recordings", name, "recording.json"))) rmSync(join(folder, name), { recursive: true });
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile() && !keep.has(relative(outDir, join(entry.parentPath, entry.name))))
      rmSync(join(entry.parentPath, entry.name));
}

/**
 * `@codex-toolloop/x` is TypeScript source in `packages/x`. esbuild splits by file, so whoever imports one name of a
 * package's index would load all that the index names (the YAML parser and the file watcher, in a run process that only
 * writes): each name is imported from the file that the index has it from.
 */
function workspacePackages() {
  const sourceOf = (name) => join(ROOT, "packages", name, "src");
  const origins = new Map();
  const originsOf = (name) => {
    if (!origins.has(name)) origins.set(name, readOrigins(sourceOf(name)));
    return origins.get(name);
  };
  const direct = (_all, names, pkg) => {
    const wanted = names.split(",").map((n) => n.trim());
    return wanted
      .filter((n) => n !== "" && !n.startsWith("type "))
      .map((n) => {
        const [exported, local = exported] = n.split(/\s+as\s+/);
        const origin = originsOf(pkg).get(exported);
        if (!origin) return `import { ${n} } from "@codex-toolloop/${pkg}";`;
        return `import { ${origin.name} as ${local} } from ${JSON.stringify(origin.file)};`;
      })
      .join(" ");
  };
  return {
    name: "workspace-packages",
    setup(b) {
      b.onResolve({ filter: /^@codex-toolloop\/[a-z]+$/ }, ({ path }) => ({
        path: join(sourceOf(path.slice("@codex-toolloop/".length)), "index.ts"),
      }));
      b.onLoad({ filter: /[\\/](?:apps|packages)[\\/].*\.ts$/ }, ({ path }) => ({
        contents: readFileSync(path, "utf8").replace(/^import \{([^}]*)\} from "@codex-toolloop\/([a-z]+)";/gm, direct),
        loader: "ts",
      }));
    },
  };
}

/** Which file an index has each name from: `export { a, b as c } from "./x.ts"`. `export *` is left to the index. */
function readOrigins(source) {
  const origins = new Map();
  const index = readFileSync(join(source, "index.ts"), "utf8");
  for (const [, names = "", from = ""] of index.matchAll(/^export \{([^}]*)\} from "(\.\/[^"]+)";/gm))
    for (const n of names.split(",").map((n) => n.trim())) {
      if (n === "" || n.startsWith("type ")) continue;
      const [name, exported = name] = n.split(/\s+as\s+/);
      origins.set(exported, { name, file: join(source, from) });
    }
  return origins;
}

/** Zod brings error texts in fifty languages; loading them would cost each run several milliseconds. */
function englishOnly() {
  return {
    name: "english-only",
    setup(b) {
      b.onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, () => ({
        contents: 'export { default as en } from "./en.js";',
        loader: "js",
      }));
    },
  };
}

function nodeModulesOutside() {
  return {
    name: "node-modules-outside",
    setup(b) {
      b.onResolve({ filter: /^[^./]/ }, ({ path, kind }) => (kind === "entry-point" ? null : { path, external: true }));
    },
  };
}

// `node scripts/bundle.mjs [--stale]` builds both, or only what is stale.
if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  if (process.argv.includes("--stale")) console.log((await bundleStale()).join(", ") || "up to date");
  else
    for (const make of [bundleCli, bundleServer])
      await make().then((r) => console.log(`${r.outDir}: ${r.files.length} files, ${r.ms} ms`));
}
