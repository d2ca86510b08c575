import { appendFileSync, existsSync, readdirSync } from "node:fs";
import { parseArgs } from "node:util";

/** The tasks of a stage: what a real one would do is here one look at the repository each. */
const TASKS = ["prepare", "build", "check"];

/** The options that every script of this registry takes, and the words before them. */
export function options() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      retries: { type: "string", default: "1" },
      "leaf-progress": { type: "boolean", default: false },
      verbose: { type: "boolean", default: false },
    },
  });
  const { retries, verbose, "leaf-progress": leafProgress } = values;
  return { retries: Number(retries), verbose, leafProgress, names: positionals };
}

/**
 * Stands in for a stage of a build: looks at the folder it runs in, says how far it is, and fails where the repository
 * holds a file `<stage>.fail`, so that retries and failures can be tried out.
 * @param part where this stage lies in the whole, 0 to 1. @returns whether it succeeded.
 */
export function runStage(name, { retries, leafProgress, verbose }, part = { from: 0, to: 1 }) {
  for (let attempt = 1; attempt <= retries; attempt++) {
    console.log(`${name}: attempt ${attempt} of ${retries}`);
    for (const [i, task] of TASKS.entries()) {
      if (verbose) console.log(`  ${task}: ${readdirSync(".").length} entries in ${process.cwd()}`);
      if (leafProgress) console.log(`  ${name}/${task} done`);
      progress(part.from + ((part.to - part.from) * (i + 1)) / TASKS.length, `${name}: ${task}`);
    }
    if (!existsSync(`${name}.fail`)) {
      console.log(`${name}: ok`);
      return true;
    }
    console.log(`${name}: failed, because there is a file ${name}.fail`);
  }
  return false;
}

/** A line in the file that the run gives its steps: see docs/events.md, "What a command may say itself". */
function progress(fraction, message) {
  const file = process.env.TOOLLOOP_STEP_EVENTS;
  if (file) appendFileSync(file, `${JSON.stringify({ type: "step.progress", fraction, message })}\n`);
}
