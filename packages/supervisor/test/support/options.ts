import { fileURLToPath } from "node:url";
import type { Store } from "@codex-toolloop/store";
import type { SupervisorOptions } from "../../src/index.ts";

const FAKE_RUN = fileURLToPath(new URL("../programs/fake-run.mjs", import.meta.url));

/** How a supervisor of the tests starts runs. */
export function optionsFor(store: Store): SupervisorOptions {
  return {
    store,
    killLevel: "subreaper",
    checkEveryMs: 100,
    commandFor: (_request, runDir) => ({
      argv: [process.execPath, FAKE_RUN, runDir],
      cwd: runDir,
      env: { PATH: process.env.PATH ?? "" },
    }),
  };
}
