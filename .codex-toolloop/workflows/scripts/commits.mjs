#!/usr/bin/env node
// commits.mjs <since>: hands on the messages of what was committed after <since>, oldest first.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";

const COMMITS_MAX = 300;
const MESSAGE_MAX = 1500;

const [since = ""] = process.argv.slice(2);
const format = [`--max-count=${COMMITS_MAX}`, "--no-merges", "--reverse", "-z", "--format=%h %B"];
const log = spawnSync("git", ["log", ...format, "--end-of-options", `${since}..HEAD`, "--"], {
  encoding: "utf8",
  maxBuffer: 64 * 1024 * 1024,
  stdio: ["ignore", "pipe", "inherit"],
});
if (log.status !== 0) process.exit(log.status ?? 1);
const commits = log.stdout
  .split("\0")
  .map((text) => text.trim().slice(0, MESSAGE_MAX))
  .filter((text) => text !== "");
for (const commit of commits) process.stdout.write(`${commit.split("\n", 1)[0]}\n`);
if (commits.length === 0) process.stdout.write(`Nothing was committed after ${since}.\n`);
if (process.env.TOOLLOOP_OUTPUT) writeFileSync(process.env.TOOLLOOP_OUTPUT, JSON.stringify({ commits }));
