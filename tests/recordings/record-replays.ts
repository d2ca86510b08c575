/**
 * Records the prompts that the replay runner ships: `npx tsx tests/recordings/record-replays.ts [codex] [claude]`. The real
 * agents work on a small project, their words come from the scripted model server; what is recorded is what they and their
 * tools did. What it needs: see `openStage`.
 */
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunEvent } from "@codex-toolloop/protocol";
import { makeDemoProject } from "./demo-project.ts";
import { MODEL, neutral, ofTurn } from "./neutral.ts";
import { openStage, RECORDINGS, type Vendor } from "./stage.ts";
import { claudeStory, codexStory, PROMPT } from "./stories.ts";

const TITLES = { codex: "Codex mends a cart", claude: "Claude mends a cart" };

const named = process.argv.slice(2).filter((name): name is Vendor => name === "codex" || name === "claude");
for (const vendor of named.length > 0 ? named : (["codex", "claude"] as const)) await record(vendor);

async function record(vendor: Vendor): Promise<void> {
  const { server, cwd, cli, store, paths, version, watch, close } = await openStage();
  try {
    makeDemoProject(cwd);
    server.play("cart", vendor === "codex" ? codexStory : claudeStory(cwd));
    const started = cli("run", "prompt", `${PROMPT} #cart`, "--runner", vendor, "--detach", "--json");
    const { runId }: { runId: string } = JSON.parse(started);
    const events = neutral(ofTurn(await watch(runId)), { paths, words: [" #cart"], cwd: "/workspace/demo" });
    write(vendor, version(vendor), events, store.runDir(runId));
  } finally {
    await close();
  }
}

function write(vendor: Vendor, version: string, events: readonly RunEvent[], runDir: string): void {
  const name = `${vendor}-cart`;
  const folder = join(RECORDINGS, name);
  mkdirSync(folder, { recursive: true });
  const recording = {
    v: 1,
    name,
    title: TITLES[vendor],
    vendor,
    version,
    model: MODEL,
    prompt: PROMPT,
    recordedAt: events[0]?.at,
  };
  writeFileSync(join(folder, "recording.json"), `${JSON.stringify(recording, null, 2)}\n`);
  writeFileSync(join(folder, "events.jsonl"), events.map((event) => `${JSON.stringify(event)}\n`).join(""));
  for (const file of ["changes.diff", "diff-summary.md"]) cpSync(join(runDir, file), join(folder, file));
  const seconds = (Date.parse(events.at(-1)?.at ?? "") - Date.parse(events[0]?.at ?? "")) / 1000;
  console.log(`${name}: ${events.length} events, ${seconds.toFixed(1)} s`);
}
