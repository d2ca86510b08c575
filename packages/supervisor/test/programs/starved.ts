/**
 * A process that supervises the store named by its first argument, and runs out of descriptors: says "starving" once it
 * has none, the status of an answer to a submit, "fed" after it has looked at its runs many times without, and then the
 * end of the live run. Ends with stdin.
 */
import { closeSync, openSync } from "node:fs";
import { openStore } from "@codex-toolloop/store";
import { createSupervisor } from "../../src/index.ts";
import { optionsFor } from "../support/options.ts";
import { requestFor } from "../support/rig.ts";

const [root = ""] = process.argv.slice(2);
const store = await openStore(root);
const supervisor = createSupervisor({ ...optionsFor(store), checkEveryMs: 20 });
await supervisor.start();
const [live] = (await store.catalog()).live();
const held: number[] = [];
try {
  for (;;) held.push(openSync("/dev/null", "r"));
} catch {
  process.stdout.write("starving\n");
}
const outcome = await supervisor.submit({ request: requestFor(), onLimit: "queue" });
process.stdout.write(`${outcome.ok ? "accepted" : outcome.problem.status}\n`);
await new Promise((resolve) => setTimeout(resolve, 500));
for (const fd of held) closeSync(fd);
process.stdout.write("fed\n");
process.stdout.write(`${await supervisor.settled(live?.runId ?? "")}\n`);
process.stdin.on("end", () => process.exit(0)).resume();
