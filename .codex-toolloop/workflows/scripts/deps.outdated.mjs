#!/usr/bin/env node
/** deps.outdated: what the repository depends on, and what is newer. See ../deps.outdated.yaml. */
import { parseArgs } from "node:util";
import { askManager } from "./lib/ask-manager.mjs";
import { readManifests } from "./lib/manifests.mjs";
import { progress, result } from "./lib/report.mjs";

const { values } = parseArgs({
  options: {
    offline: { type: "boolean", default: false },
    wait: { type: "string", default: "30" },
    fail: { type: "boolean", default: false },
  },
});

const manifests = readManifests();
if (manifests.length === 0)
  console.log("no package.json, Cargo.toml, go.mod or requirements.txt here: nothing to look at");

const managers = [...new Set(manifests.map((m) => m.manager))];
const answers = new Map();
for (const [i, manager] of managers.entries()) {
  progress(i, managers.length, "package managers", `asking ${manager}`);
  answers.set(manager, values.offline ? { unknown: "not asked (offline)" } : askManager(manager, Number(values.wait)));
}
progress(managers.length, managers.length, "package managers");

for (const { file, manager, dependencies, problem } of manifests) {
  console.log(`\n${file}: ${problem ? `cannot be read: ${problem}` : `${dependencies.length} dependencies`}`);
  const { outdated = [], unknown } = answers.get(manager);
  const newer = new Map(outdated.map((o) => [o.name, o.latest]));
  for (const { name, wanted, locked } of dependencies) {
    const now = locked === undefined || locked === wanted ? wanted : `${wanted} (locked ${locked})`;
    console.log(`  ${name} ${now}${newer.has(name) ? `  → ${newer.get(name)}` : ""}`);
  }
  if (unknown) console.log(`  what is newer is not known: ${unknown}`);
}

const outdated = managers.flatMap((manager) => (answers.get(manager).outdated ?? []).map((o) => ({ manager, ...o })));
const unknown = managers.filter((manager) => answers.get(manager).unknown);
console.log(`\n${outdated.length} newer versions${unknown.length > 0 ? `; not known for ${unknown.join(", ")}` : ""}`);
for (const { manager, name, current, latest } of outdated) console.log(`  ${manager}: ${name} ${current} → ${latest}`);
result({ manifests, outdated, unknown: Object.fromEntries(unknown.map((m) => [m, answers.get(m).unknown])) });
if (values.fail && outdated.length > 0) process.exitCode = 1;
