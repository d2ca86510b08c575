#!/usr/bin/env node
/** repo.lines: files and lines per language. See ../repo.yaml. */
import { readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { languageOf } from "./lib/languages.mjs";
import { listFiles } from "./lib/list-files.mjs";
import { progress, result } from "./lib/report.mjs";

const { values } = parseArgs({
  options: {
    retries: { type: "string", default: "2" },
    "leaf-progress": { type: "boolean", default: false },
    verbose: { type: "boolean", default: false },
  },
});
const retries = Number(values.retries);

const { from, files } = listFiles();
console.log(`${files.length} files, as ${from} lists them`);
const open = folderSizes(files);
const languages = new Map();
const found = { binary: 0, gone: 0, changing: [], retried: 0 };

for (const [i, path] of files.entries()) {
  const read = readStable(path);
  found.retried += read.again;
  if (read.state === "gone") found.gone++;
  else if (read.state === "changing") found.changing.push(path);
  else if (read.bytes.subarray(0, 8000).includes(0)) found.binary++;
  else add(path, countLines(read.bytes));
  progress(i + 1, files.length, "files");
  if (values["leaf-progress"]) leafDone(path, i + 1);
}

report();

/** Reads a file until its size and time are the same before and after, at most `retries` times more. */
function readStable(path) {
  for (let again = 0; ; again++) {
    try {
      const before = statSync(path);
      const bytes = readFileSync(path);
      const after = statSync(path);
      if (before.mtimeMs === after.mtimeMs && bytes.length === after.size) return { state: "read", bytes, again };
    } catch (error) {
      if (error.code === "ENOENT") return { state: "gone", again };
      throw error;
    }
    if (again >= retries) return { state: "changing", again };
    console.log(`changed while it was read, again: ${path}`);
  }
}

function countLines(bytes) {
  let lines = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) lines++;
  return bytes.length > 0 && bytes[bytes.length - 1] !== 10 ? lines + 1 : lines;
}

function add(path, lines) {
  const language = languageOf(path);
  const sum = languages.get(language) ?? { files: 0, lines: 0 };
  languages.set(language, { files: sum.files + 1, lines: sum.lines + lines });
  if (values.verbose) console.log(`${String(lines).padStart(8)}  ${path}`);
}

/** How many files each folder holds directly; a folder above another one is no leaf. */
function folderSizes(paths) {
  const sizes = new Map();
  for (const path of paths) sizes.set(dirname(path), (sizes.get(dirname(path)) ?? 0) + 1);
  for (const folder of [...sizes.keys()])
    for (let up = dirname(folder); up !== folder && up !== "."; up = dirname(up)) sizes.delete(up);
  return sizes;
}

function leafDone(path, done) {
  const folder = dirname(path);
  const left = open.get(folder);
  if (left === undefined) return;
  open.set(folder, left - 1);
  if (left === 1) console.log(`done ${folder} (${Math.round((100 * done) / files.length)} %)`);
}

function report() {
  const rows = [...languages].sort(([, a], [, b]) => b.lines - a.lines);
  console.log(`\n${"language".padEnd(14)}${"files".padStart(9)}${"lines".padStart(12)}`);
  for (const [name, sum] of rows)
    console.log(`${name.padEnd(14)}${String(sum.files).padStart(9)}${String(sum.lines).padStart(12)}`);
  console.log(
    `\n${found.binary} binary files were left out, ${found.gone} were gone, ${found.retried} reads were repeated`,
  );
  for (const path of found.changing) console.log(`kept changing, not counted: ${path}`);
  result({ files: files.length, languages: Object.fromEntries(rows), ...found });
  if (found.changing.length > 0) process.exitCode = 1;
}
