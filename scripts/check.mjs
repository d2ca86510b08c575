// `npm run check`: format, lint, types, fast tests. Under a minute; run it before every commit.
import { ensureInstalled } from "./lib/install.mjs";
import { bin, requireNode, run } from "./lib/run.mjs";

requireNode();
ensureInstalled();
const steps = [
  ["format and lint", bin("biome"), ["check", "--error-on-warnings", "."]],
  ["types", bin("tsc"), ["-p", "."]],
  ["fast tests", bin("vitest"), ["run", "--project", "unit", "--project", "dom", "--maxWorkers=100%"]],
];
let failed = 0;
for (const [title, command, args] of steps) {
  console.log(`\n— ${title}`);
  if (run(command, args) !== 0) failed++;
}
process.exit(failed ? 1 : 0);
