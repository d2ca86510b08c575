import type { Category, Check, Detector } from "./evidence.ts";

const MAKE: { id: string; title: string; category: Category; targets: string[] }[] = [
  { id: "lint", title: "Lint", category: "lint", targets: ["lint", "vet", "checkstyle"] },
  {
    id: "format",
    title: "Format",
    category: "lint",
    targets: ["fmt-check", "check-fmt", "format-check", "check-format"],
  },
  { id: "typecheck", title: "Types", category: "types", targets: ["typecheck", "type-check", "types", "mypy"] },
  { id: "test", title: "Tests", category: "tests", targets: ["test", "tests", "check", "unit"] },
  { id: "build", title: "Build", category: "build", targets: ["build", "all", "compile"] },
];

/** Targets of a Makefile, by their conventional names. */
export const fromMakefile: Detector = async (probe) => {
  for (const file of ["GNUmakefile", "makefile", "Makefile"]) {
    const text = await probe.readText(file);
    if (text === null) continue;
    const targets = new Set<string>();
    for (const match of text.matchAll(/^([A-Za-z0-9_./ -]+?)\s*::?(?![=:])/gm))
      for (const name of (match[1] ?? "").split(/\s+/)) targets.add(name);
    const checks = MAKE.flatMap(({ targets: names, ...rest }): Check[] => {
      const name = names.find((n) => targets.has(n));
      return name === undefined ? [] : [{ ...rest, argv: ["make", name], from: `target ${name} in ${file}` }];
    });
    return { file, checks, remarks: checks.length > 0 ? [] : [`${file} has no lint, types, test or build target`] };
  }
  return null;
};

/** A Rust crate or workspace: rustfmt and clippy where they are installed, tests, build. */
export const fromCargo: Detector = async (probe) => {
  const manifest = await probe.readText("Cargo.toml");
  if (manifest === null) return null;
  // A crate at the root of a workspace would else be the only one that is checked.
  const all = /^\s*\[workspace[\].]/m.test(manifest) ? ["--workspace"] : [];
  const remarks: string[] = [];
  const checks: Check[] = [];
  const add = (id: string, title: string, category: Category, argv: string[]) =>
    checks.push({ id, title, category, argv, from: "Cargo.toml" });
  if (await probe.answers(["cargo", "fmt", "--version"]))
    add("format", "Format", "lint", ["cargo", "fmt", ...(all.length > 0 ? ["--all"] : []), "--check"]);
  else remarks.push("cargo fmt is not installed (rustup component add rustfmt)");
  if (await probe.answers(["cargo", "clippy", "--version"]))
    add("clippy", "Clippy", "lint", ["cargo", "clippy", ...all, "--all-targets", "--", "-D", "warnings"]);
  else {
    remarks.push("cargo clippy is not installed (rustup component add clippy)");
    add("check", "Types", "types", ["cargo", "check", ...all, "--all-targets"]);
  }
  add("test", "Tests", "tests", ["cargo", "test", ...all]);
  add("build", "Build", "build", ["cargo", "build", ...all]);
  return { file: "Cargo.toml", checks, remarks };
};

/** A Go module, or the modules of a go.work: vet, tests, build. */
export const fromGo: Detector = async (probe) => {
  const work = await probe.readText("go.work");
  // Without a module of its own the root has no packages: each module of the workspace is named.
  const modules = work === null ? [] : goModules(work);
  const file = modules.length > 0 ? "go.work" : "go.mod";
  if (file === "go.mod" && !(await probe.exists("go.mod"))) return null;
  const packages = modules.length > 0 ? modules.map((path) => `${path}/...`) : ["./..."];
  const check = (id: string, title: string, category: Category, verb: string): Check => ({
    id,
    title,
    category,
    argv: ["go", verb, ...packages],
    from: file,
  });
  return {
    file,
    checks: [
      check("vet", "Vet", "lint", "vet"),
      check("test", "Tests", "tests", "test"),
      check("build", "Build", "build", "build"),
    ],
    remarks: [],
  };
};

/** The folders of `use` directives: `use ./a` and `use ( ./a ./b )`. */
function goModules(work: string): string[] {
  const text = work.replace(/\/\/.*$/gm, "");
  const listed = [...text.matchAll(/^use\s*\(([^)]*)\)|^use\s+(\S+)[ \t]*$/gm)].flatMap((m) =>
    (m[1] ?? m[2] ?? "").split(/\s+/),
  );
  const paths = listed.map((path) => path.replace(/^["`]|["`]$/g, "").replace(/\/+$/, ""));
  return paths.filter((path) => /^\.(?:\/[^.][^\s]*)?$/.test(path));
}

/** A Python project: ruff and mypy where they are configured, pytest. */
export const fromPython: Detector = async (probe) => {
  const pyproject = await probe.readText("pyproject.toml");
  const setup = (await probe.readText("setup.cfg")) ?? "";
  const tox = (await probe.readText("tox.ini")) ?? "";
  const text = pyproject ?? "";
  const any = async (...paths: string[]) => {
    for (const path of paths) if (await probe.exists(path)) return path;
    return undefined;
  };
  const section = (source: string, name: string) => new RegExp(`^\\[${name}[\\].]`, "m").test(source);
  const run = await pythonRunner(probe, text);
  const checks: Check[] = [];
  const ruff = section(text, "tool\\.ruff") ? "pyproject.toml" : await any("ruff.toml", ".ruff.toml");
  if (ruff)
    checks.push({ id: "ruff", title: "Ruff", category: "lint", argv: [...run, "ruff", "check", "."], from: ruff });
  const mypy = section(text, "tool\\.mypy")
    ? "pyproject.toml"
    : ((await any("mypy.ini", ".mypy.ini")) ?? (section(setup, "mypy") ? "setup.cfg" : undefined));
  if (mypy) checks.push({ id: "mypy", title: "Mypy", category: "types", argv: [...run, "mypy", "."], from: mypy });
  const pytest = section(text, "tool\\.pytest")
    ? "pyproject.toml"
    : ((await any("pytest.ini", "conftest.py", "tests/conftest.py")) ??
      (section(setup, "tool:pytest") ? "setup.cfg" : section(tox, "pytest") ? "tox.ini" : undefined) ??
      (/\bpytest\b/.test(text) ? "pyproject.toml" : undefined));
  if (pytest) checks.push({ id: "pytest", title: "Tests", category: "tests", argv: [...run, "pytest"], from: pytest });
  else if (/^\[testenv[\]:]/m.test(tox))
    checks.push({ id: "tox", title: "Tests", category: "tests", argv: [...run, "tox"], from: "tox.ini" });
  const file = pyproject === null ? checks[0]?.from : "pyproject.toml";
  if (file === undefined) return null;
  return { file, checks, remarks: checks.length > 0 ? [] : [`${file} configures neither ruff, mypy nor pytest`] };
};

/** How this project starts its Python tools. */
async function pythonRunner(probe: Parameters<Detector>[0], pyproject: string): Promise<string[]> {
  if (await probe.exists("uv.lock")) return ["uv", "run"];
  if ((await probe.exists("poetry.lock")) || /^\[tool\.poetry[\].]/m.test(pyproject)) return ["poetry", "run"];
  for (const python of [".venv/bin/python", "venv/bin/python"]) if (await probe.exists(python)) return [python, "-m"];
  return ["python3", "-m"];
}
