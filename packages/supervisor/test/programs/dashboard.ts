/**
 * A process that supervises the store named by its first argument, so that a test can kill it. Reads requests from stdin,
 * one JSON object a line, and answers each with one line; says "ready" once it supervises.
 */
import { createInterface } from "node:readline";
import { RunRequest } from "@codex-toolloop/protocol";
import { openStore } from "@codex-toolloop/store";
import { createSupervisor } from "../../src/index.ts";
import { optionsFor } from "../support/options.ts";

const [root = ""] = process.argv.slice(2);
const store = await openStore(root);
const supervisor = createSupervisor(optionsFor(store));
await supervisor.start();
process.stdout.write("ready\n");
createInterface({ input: process.stdin }).on("line", async (line) => {
  const outcome = await supervisor.submit({ request: RunRequest.parse(JSON.parse(line)), onLimit: "queue" });
  process.stdout.write(`${JSON.stringify(outcome)}\n`);
});
