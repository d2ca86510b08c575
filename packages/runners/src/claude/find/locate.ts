import { accessSync, constants, readFileSync, statSync } from "node:fs";
import { basename, delimiter, dirname, isAbsolute, join } from "node:path";
import { z } from "zod";
import type { Lookup } from "../../contract.ts";
import { globalModules } from "../../global-modules.ts";

export const SDK_PACKAGE = "@anthropic-ai/claude-agent-sdk";
export const INSTALL_SDK = `npm install -g ${SDK_PACKAGE}`;

export interface LocatedSdk {
  /** Absolute path of its module. */
  entry: string;
  version: string;
  from: "node_modules" | "global";
  /** Its own Claude; absent where that optional package was not installed. */
  binary?: string | undefined;
}

export interface Located {
  sdk?: LocatedSdk | undefined;
  /** A Claude Code of the user's own: the setting, else the first on PATH. */
  cli?: { path: string; from: "setting" | "path" } | undefined;
  /** The setting names something that is not there: nothing else is used instead. */
  problem?: string | undefined;
}

const Manifest = z.looseObject({
  version: z.string(),
  main: z.string().default("sdk.mjs"),
});

/** Where Claude is on this machine. Reads files, starts nothing. */
export function locateClaude(lookup: Lookup): Located {
  const sdk = locateSdk(lookup);
  if (lookup.claudeBin === "") return { sdk, cli: onPath("claude", lookup.env) };
  const path = lookup.claudeBin;
  if (!isAbsolute(path) || !isExecutable(path))
    return { problem: `The setting claudeBin names ${path}, which is not an absolute path of a program.` };
  return { sdk: sdkBeside(path) ?? sdk, cli: { path, from: "setting" } };
}

/** A setting that names the SDK's own program means the SDK that it belongs to. */
function sdkBeside(program: string): LocatedSdk | undefined {
  const folder = dirname(program);
  if (!basename(folder).startsWith(basename(SDK_PACKAGE))) return undefined;
  const scope = dirname(folder);
  return basename(scope) === dirname(SDK_PACKAGE) ? sdkIn(dirname(scope), "node_modules") : undefined;
}

function sdkIn(modules: string, from: LocatedSdk["from"]): LocatedSdk | undefined {
  const folder = join(modules, SDK_PACKAGE);
  const manifest = readManifest(join(folder, "package.json"));
  if (!manifest) return undefined;
  return { entry: join(folder, manifest.main), version: manifest.version, from, binary: ownBinary(modules, folder) };
}

function locateSdk(lookup: Lookup): LocatedSdk | undefined {
  const own = lookup.installRoots.map((root) => ({
    modules: join(root, "node_modules"),
    from: "node_modules" as const,
  }));
  const everywhere = { modules: globalModules(lookup.env), from: "global" as const };
  for (const { modules, from } of [...own, everywhere]) {
    const sdk = sdkIn(modules, from);
    if (sdk) return sdk;
  }
  return undefined;
}

/** The binary comes as an optional package of the platform, beside the SDK or below it. */
function ownBinary(modules: string, folder: string): string | undefined {
  const platform = `${SDK_PACKAGE}-${process.platform}-${process.arch}`;
  return [modules, join(folder, "node_modules")]
    .flatMap((where) => [platform, `${platform}-musl`].map((name) => join(where, name, "claude")))
    .find(isExecutable);
}

function readManifest(path: string): z.infer<typeof Manifest> | undefined {
  try {
    return Manifest.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    return undefined;
  }
}

function onPath(program: string, env: NodeJS.ProcessEnv): Located["cli"] {
  const path = findOnPath(program, env.PATH);
  return path === undefined ? undefined : { path, from: "path" };
}

/** The first executable of this name in the absolute folders of a `PATH`. */
export function findOnPath(program: string, path = ""): string | undefined {
  const folders = path.split(delimiter).filter(isAbsolute);
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
