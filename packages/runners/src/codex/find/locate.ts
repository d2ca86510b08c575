import { accessSync, constants, existsSync, readdirSync, realpathSync, statSync } from "node:fs";
import { delimiter, isAbsolute, join, sep } from "node:path";
import type { RunnerInfo } from "@codex-toolloop/protocol";
import type { Lookup } from "../../contract.ts";
import { globalModules } from "../../global-modules.ts";

const PACKAGE = join("@openai", "codex");
export const INSTALL = "npm install -g @openai/codex";

export type Located =
  | { path: string; from: NonNullable<RunnerInfo["from"]>; problem?: undefined }
  | { path?: undefined; problem: string };

/**
 * Looks for codex: the setting, packages of our own installation, npm's global packages, the PATH. Of an npm package the
 * native program is taken, not the script that starts it. Reads directories only.
 */
export function locateCodex(lookup: Lookup): Located {
  if (lookup.codexBin !== "") {
    const path = isProgram(lookup.codexBin) ? native(lookup.codexBin) : undefined;
    if (path) return { path, from: "setting" };
    return { problem: `TOOLLOOP_CODEX_BIN names ${lookup.codexBin}, which is not a program that can be started.` };
  }
  const broken: string[] = [];
  const ofPackage = (root: string) => {
    if (!existsSync(join(root, "package.json"))) return undefined;
    const path = nativeOf(root);
    if (!path) broken.push(root);
    return path;
  };
  for (const root of lookup.installRoots) {
    const path = ofPackage(join(root, "node_modules", PACKAGE));
    if (path) return { path, from: "node_modules" };
  }
  const global = ofPackage(join(globalModules(lookup.env), PACKAGE));
  if (global) return { path: global, from: "global" };
  for (const folder of (lookup.env.PATH ?? "").split(delimiter).filter(isAbsolute)) {
    const path = isProgram(join(folder, "codex")) ? native(join(folder, "codex")) : undefined;
    if (path) return { path, from: "path" };
  }
  const [first] = broken;
  if (first) return { problem: `The package at ${first} lacks the program for this machine: install it again.` };
  return { problem: "Codex is not installed." };
}

/** The native program behind npm's starting script; any other program is itself. Undefined for a package without it. */
function native(path: string): string | undefined {
  const real = realpathSync(path);
  const at = real.lastIndexOf(`${sep}${PACKAGE}${sep}`);
  if (at === -1 || !/\.[cm]?js$/.test(real)) return path;
  return nativeOf(real.slice(0, at + PACKAGE.length + 1));
}

/** Where the package, or the package for this platform beside or inside it, keeps the program. */
function nativeOf(root: string): string | undefined {
  const beside = `codex-${process.platform}-${process.arch}`;
  const homes = [join(root, "node_modules", "@openai", beside), join(realpathSync(root), "..", beside), root];
  const cpu = process.arch === "arm64" ? "aarch64" : "x86_64";
  const system = { linux: "linux", darwin: "apple-darwin", win32: "windows" }[process.platform as string] ?? "-";
  for (const vendor of homes.map((home) => join(home, "vendor"))) {
    if (!existsSync(vendor)) continue;
    for (const triple of readdirSync(vendor).filter((t) => t.startsWith(cpu) && t.includes(system)))
      for (const inside of ["bin/codex", "codex/codex", "bin/codex.exe"]) {
        const path = join(vendor, triple, inside);
        if (isProgram(path)) return path;
      }
  }
  return undefined;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
