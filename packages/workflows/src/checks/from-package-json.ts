import type { Category, Check, Detector, Evidence, Probe } from "./evidence.ts";

interface Wanted {
  id: string;
  title: string;
  category: Category;
  /** Script names, best first. */
  names: string[];
}

const WANTED: Wanted[] = [
  {
    id: "lint",
    title: "Lint",
    category: "lint",
    names: ["lint", "lint:check", "lint:ci", "check:lint", "eslint", "biome:check", "lint:js", "lint:ts", "standard"],
  },
  {
    id: "format",
    title: "Format",
    category: "lint",
    names: [
      "format:check",
      "check:format",
      "fmt:check",
      "prettier:check",
      "format-check",
      "check-format",
      "lint:format",
    ],
  },
  {
    id: "typecheck",
    title: "Types",
    category: "types",
    names: [
      "typecheck",
      "type-check",
      "types",
      "check:types",
      "check-types",
      "types:check",
      "tsc",
      "ts:check",
      "lint:types",
    ],
  },
  {
    id: "test",
    title: "Tests",
    category: "tests",
    names: ["test", "test:ci", "tests", "test:unit", "unit", "test:all"],
  },
  { id: "build", title: "Build", category: "build", names: ["build", "compile", "build:all"] },
];

/** npm, pnpm, yarn or bun, by `packageManager` and lock file; scripts by their conventional names. */
export const fromPackageJson: Detector = async (probe) => {
  const text = await probe.readText("package.json");
  if (text === null) return null;
  const manifest = parseManifest(text);
  if (manifest === null) return { file: "package.json", checks: [], remarks: ["package.json is not valid JSON"] };
  const manager = await packageManager(manifest.packageManager, probe);
  const evidence: Evidence = { file: "package.json", checks: [], remarks: [] };
  for (const wanted of WANTED) {
    const check = pick(wanted, manifest.scripts, manager, evidence.remarks);
    if (check) evidence.checks.push(check);
  }
  addCheckScript(evidence, manifest.scripts, manager);
  if (evidence.checks.length === 0 && evidence.remarks.length === 0)
    evidence.remarks.push("package.json has no lint, types, test or build script");
  if (manifest.hasDependencies && !(await probe.exists("node_modules")) && !(await probe.exists(".pnp.cjs")))
    evidence.install = { argv: await installCommand(manager, probe), missing: "node_modules is missing" };
  return evidence;
};

function pick(wanted: Wanted, scripts: Map<string, string>, manager: string, remarks: string[]): Check | null {
  for (const name of wanted.names) {
    const script = scripts.get(name);
    if (script === undefined) continue;
    const why = unfit(script);
    if (why !== null) {
      remarks.push(`script "${name}" is not run: ${why}`);
      continue;
    }
    const from = `scripts.${name} in package.json`;
    return { id: wanted.id, title: wanted.title, category: wanted.category, argv: runScript(manager, name), from };
  }
  return null;
}

/** Why a script must not run as a check: it never ends, changes files, or is npm's placeholder. */
function unfit(script: string): string | null {
  if (/no test specified/.test(script)) return "it is the placeholder of npm init";
  if (/^\s*(?:true|:|exit\s+\d+|echo\b[^&|;]*(?:(?:&&|;)\s*exit\s+\d+\s*)?)\s*$/.test(script))
    return "it is a placeholder that checks nothing";
  if (
    /(?:^|\s)--watch(?:All)?(?!=false)(?:\s|=|$)|\bnodemon\b|\btsc\b[^&|;]*\s-w\b|\bvitest\s+(?:watch|dev)\b/.test(
      script,
    )
  )
    return "it watches for changes and does not end";
  if (/(?:^|\s)--(?:fix|write|apply(?:-unsafe)?)(?:\s|=true|$)/.test(script)) return "it changes files";
  return null;
}

/** `check` often runs everything: it is used only where the parts have no scripts of their own. */
function addCheckScript(evidence: Evidence, scripts: Map<string, string>, manager: string) {
  const script = scripts.get("check") ?? scripts.get("verify");
  const name = scripts.has("check") ? "check" : "verify";
  if (script === undefined || unfit(script) !== null) return;
  const covered = evidence.checks.some((c) => c.category === "lint" || c.category === "types");
  if (covered) {
    evidence.remarks.push(`script "${name}" is not run: its parts have scripts of their own`);
    return;
  }
  evidence.checks.unshift({
    id: "check",
    title: "Check",
    category: "lint",
    argv: runScript(manager, name),
    from: `scripts.${name} in package.json`,
  });
}

function runScript(manager: string, name: string): string[] {
  return manager === "npm" && name === "test" ? ["npm", "test"] : [manager, "run", name];
}

interface Manifest {
  scripts: Map<string, string>;
  packageManager: string | undefined;
  hasDependencies: boolean;
}

function parseManifest(text: string): Manifest | null {
  let raw: unknown;
  try {
    raw = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return null;
  }
  if (typeof raw !== "object" || raw === null) return null;
  const o = raw as Record<string, unknown>;
  const scripts = new Map<string, string>();
  if (typeof o.scripts === "object" && o.scripts !== null)
    for (const [name, script] of Object.entries(o.scripts)) if (typeof script === "string") scripts.set(name, script);
  const filled = (v: unknown) => typeof v === "object" && v !== null && Object.keys(v).length > 0;
  return {
    scripts,
    packageManager: typeof o.packageManager === "string" ? o.packageManager : undefined,
    hasDependencies: filled(o.dependencies) || filled(o.devDependencies) || filled(o.workspaces),
  };
}

const LOCKS: [string, string][] = [
  ["pnpm-lock.yaml", "pnpm"],
  ["yarn.lock", "yarn"],
  ["bun.lock", "bun"],
  ["bun.lockb", "bun"],
  ["package-lock.json", "npm"],
  ["npm-shrinkwrap.json", "npm"],
];

async function packageManager(declared: string | undefined, probe: Probe): Promise<string> {
  const name = /^(npm|pnpm|yarn|bun)@/.exec(declared ?? "")?.[1];
  if (name !== undefined) return name;
  for (const [file, manager] of LOCKS) if (await probe.exists(file)) return manager;
  return "npm";
}

async function installCommand(manager: string, probe: Probe): Promise<string[]> {
  if (manager !== "npm") return [manager, "install"];
  const locked = (await probe.exists("package-lock.json")) || (await probe.exists("npm-shrinkwrap.json"));
  return ["npm", locked ? "ci" : "install"];
}
