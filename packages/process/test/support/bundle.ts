import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** Bundles the package as production does: one JavaScript file with the two launchers copied beside it. Returns its path. */
export async function bundlePackage(directory: string): Promise<string> {
  const source = (name: string) => fileURLToPath(new URL(`../../src/${name}`, import.meta.url));
  const outfile = join(directory, "process.mjs");
  await build({ entryPoints: [source("index.ts")], bundle: true, platform: "node", format: "esm", outfile });
  for (const name of ["launcher.pl", "launcher.mjs"]) copyFileSync(source(name), join(directory, name));
  return outfile;
}
