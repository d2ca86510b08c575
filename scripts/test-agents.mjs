// `npm run test:agents`: what drives the real Codex and Claude against a scripted model server on loopback, from the
// adapters to the browser. Installs both vendors' packages into the user's cache first; part of `npm test`, too.
import { createTestRun } from "./lib/test-run.mjs";

const { step, vitest, end, hasVendors } = await createTestRun();
if (hasVendors) {
  step("build", process.execPath, ["scripts/build.mjs"]);
  vitest("the real agents", ["--project", "system", "packages/runners", "tests/agents"]);
}
end();
