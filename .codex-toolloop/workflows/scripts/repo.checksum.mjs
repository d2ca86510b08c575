#!/usr/bin/env node
/** repo.checksum: hashes every file, several times over on request. Ends at once on TERM. See ../repo.yaml. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { parseArgs } from "node:util";
import { listFiles } from "./lib/list-files.mjs";
import { progress, result } from "./lib/report.mjs";

const { values } = parseArgs({
  options: { algorithm: { type: "string", default: "sha256" }, rounds: { type: "string", default: "1" } },
});
const rounds = Number(values.rounds);

const stop = new AbortController();
// A stop is a TERM with some seconds to tidy up: the file at hand is left, what is known is said.
process.once("SIGTERM", () => stop.abort());

const { from, files } = listFiles();
const total = files.length * rounds;
console.log(`${files.length} files, as ${from} lists them; ${rounds} round(s) of ${values.algorithm}`);

const known = new Map();
const changed = new Set();
let done = 0;
let bytes = 0;
try {
  for (let round = 1; round <= rounds; round++) {
    for (const path of files) {
      compare(path, await hashOf(path), round);
      progress(++done, total, "files", `round ${round} of ${rounds}: ${path}`);
    }
    console.log(`round ${round} of ${rounds}: ${summary()}`);
  }
} catch (error) {
  if (!stop.signal.aborted) throw error;
  console.log(`stopped after ${done} of ${total} files`);
}
for (const path of changed) console.log(`changed between two rounds: ${path}`);
result({ files: files.length, rounds, done, bytes, digest: summary(), changed: [...changed] });
if (stop.signal.aborted) process.exitCode = 143;
else if (changed.size > 0) process.exitCode = 1;

/** Hex digest of a file; `gone` where it is not there any more. */
async function hashOf(path) {
  stop.signal.throwIfAborted();
  const hash = createHash(values.algorithm);
  try {
    for await (const chunk of createReadStream(path, { signal: stop.signal })) {
      hash.update(chunk);
      bytes += chunk.length;
    }
  } catch (error) {
    if (error.code === "ENOENT") return "gone";
    throw error;
  }
  return hash.digest("hex");
}

function compare(path, digest, round) {
  if (round > 1 && known.get(path) !== digest) changed.add(path);
  known.set(path, digest);
}

/** One digest over the names and digests of all files read so far. */
function summary() {
  const hash = createHash(values.algorithm);
  for (const [path, digest] of known) hash.update(`${digest}  ${path}\n`);
  return hash.digest("hex");
}
