import { existsSync, readFileSync } from "node:fs";

/**
 * What the repository asks for: one entry per manifest of the working directory, each with its dependencies as written.
 * Works without any package manager and without a network. A manifest that cannot be read says why.
 */
export function readManifests() {
  const readers = [
    ["npm", "package.json", packageJson],
    ["cargo", "Cargo.toml", cargoToml],
    ["go", "go.mod", goMod],
    ["python", "requirements.txt", requirements],
    ["python", "requirements-dev.txt", requirements],
  ];
  return readers.flatMap(([manager, file, read]) => {
    if (!existsSync(file)) return [];
    try {
      return [{ manager, file, dependencies: read(readFileSync(file, "utf8")) }];
    } catch (error) {
      return [{ manager, file, dependencies: [], problem: error.message }];
    }
  });
}

function packageJson(text) {
  const json = JSON.parse(text);
  const lock = existsSync("package-lock.json") ? JSON.parse(readFileSync("package-lock.json", "utf8")) : {};
  return Object.entries({ ...json.devDependencies, ...json.dependencies }).map(([name, wanted]) => ({
    name,
    wanted,
    locked: lock.packages?.[`node_modules/${name}`]?.version,
  }));
}

/** `name = "1"` and `name = { version = "1" }` below any `[…dependencies]`. */
function cargoToml(text) {
  const found = [];
  let inside = false;
  for (const line of text.split("\n")) {
    const section = /^\s*\[([^\]]+)\]/.exec(line);
    if (section) inside = /(^|[.-])dependencies$/.test(section[1]);
    const entry = inside && /^\s*([\w-]+)\s*=\s*(?:"([^"]*)"|\{.*?version\s*=\s*"([^"]*)")/.exec(line);
    if (entry) found.push({ name: entry[1], wanted: entry[2] ?? entry[3] });
  }
  return found;
}

/** `require x v1` and the lines of `require ( … )`, without indirect ones. */
function goMod(text) {
  return [...text.matchAll(/^\s*(?:require\s+)?([\w.-]+\.[\w./-]+)\s+(v\S+)(.*)$/gm)]
    .filter(([, , , rest]) => !rest.includes("// indirect") && !rest.includes("=>"))
    .map(([, name, wanted]) => ({ name, wanted }));
}

function requirements(text) {
  return text
    .split("\n")
    .map((line) => /^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*([=<>~!][^;#]*)?/.exec(line.trim()))
    .filter((match) => match !== null)
    .map((match) => ({ name: match[1], wanted: match[2]?.trim() || "any" }));
}
