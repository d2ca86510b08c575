// `npm test`: installs what it needs (a browser and the agents included), builds, and runs every test. Closes with
// "N passed, N failed".
import { cpus } from "node:os";
import { bin } from "./lib/run.mjs";
import { createTestRun } from "./lib/test-run.mjs";

const { step, vitest, end } = await createTestRun();
const only = process.argv.slice(2);
if (only.length > 0) {
  step("build", process.execPath, ["scripts/build.mjs"]);
  vitest("chosen tests", only);
} else {
  step("format and lint", bin("biome"), ["check", "--error-on-warnings", "."]);
  step("types", bin("tsc"), ["-p", "."]);
  step("build", process.execPath, ["scripts/build.mjs"]);
  vitest("unit and component tests", ["--project", "unit", "--project", "dom", "--maxWorkers=100%"]);
  // Two files at a time: each has a store, a port and a browser of its own, and most of its time is waiting.
  const pace = cpus().length > 1 ? ["--fileParallelism", "--maxWorkers=2"] : [];
  vitest("system tests: real processes, the built server, a real browser", ["--project", "system", ...pace]);
}
end();
