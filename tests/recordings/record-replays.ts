/**
 * Records what the replay runner ships: `npx tsx tests/recordings/record-replays.ts [codex] [claude]`. The real agents work on
 * a small project, their words come from the scripted model server; what is recorded is what they and their tools did. Needs
 * the vendors' packages (npm run test:agents installs them) and the bundled CLI (node scripts/build.mjs).
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { isFinal, type RunEvent } from "@codex-toolloop/protocol";
import { openStore, type Store } from "@codex-toolloop/store";
import { vendorEnvironment, vendorPrograms } from "../agents/support/vendor-environment.ts";
import { startModelServer } from "../support/model-server/model-server.ts";
import { makeDemoProject } from "./demo-project.ts";
import { claudeStory, codexStory, PROMPT } from "./stories.ts";

type Vendor = "codex" | "claude";

const ROOT = dirname(dirname(import.meta.dirname));
const CLI = join(ROOT, "apps/cli/dist/main.mjs");
/** How long the person needs who approves, milliseconds. */
const READS_FOR_MS = 1800;
const TITLES = { codex: "Codex mends a cart", claude: "Claude mends a cart" };
const MODEL = "words of a scripted model";

const named = process.argv.slice(2).filter((name): name is Vendor => name === "codex" || name === "claude");
for (const vendor of named.length > 0 ? named : (["codex", "claude"] as const)) await record(vendor);

async function record(vendor: Vendor): Promise<void> {
  const server = await startModelServer();
  const vendors = await vendorEnvironment(server.url);
  const base = realpathSync(mkdtempSync(join(tmpdir(), "toolloop-record-")));
  // Below the temporary directory codex can set up no sandbox.
  const cwd = join(vendors.folder, "demo");
  mkdirSync(cwd);
  const store = await openStore(join(base, "store"), { create: true });
  try {
    makeDemoProject(cwd);
    server.play("cart", vendor === "codex" ? codexStory : claudeStory(cwd));
    const env = {
      ...process.env,
      ...vendors.env,
      TOOLLOOP_HOME: store.root,
      TOOLLOOP_CODEX_BIN: vendorPrograms().codex,
    };
    const cli = (...args: string[]) => execFileSync(process.execPath, [CLI, ...args], { cwd, env, encoding: "utf8" });
    const [info] = JSON.parse(cli("runners", "--json")).filter((r: { runner: string }) => r.runner === vendor);
    const started = cli("run", "prompt", `${PROMPT} #cart`, "--runner", vendor, "--detach", "--json");
    const { runId }: { runId: string } = JSON.parse(started);
    const events = await watch(store, runId);
    const meta = await store.readMeta(runId);
    if (meta?.status !== "success") throw new Error(`${vendor}: ${meta?.status} ${meta?.detail}`);
    write(vendor, info.version, neutral(events, [cwd, vendors.folder, base]), store.runDir(runId));
  } finally {
    await store.close();
    await vendors.remove();
    rmSync(base, { recursive: true, force: true });
    await server.close();
  }
}

/** Approves what is asked, as a person would, until the run has ended. @returns its events. */
function watch(store: Store, runId: string): Promise<RunEvent[]> {
  return new Promise((resolve, reject) => {
    const events: RunEvent[] = [];
    const approve = (approvalId: string) => {
      const line = { v: 1 as const, at: new Date().toISOString(), by: "ada", type: "approval" as const };
      store.appendControl(runId, { ...line, approvalId, decision: "approve_for_session" }).catch(reject);
    };
    const unfollow = store.followRun(runId, {
      from: 0,
      onEvents(batch) {
        for (const { event } of batch.events) {
          if (event.unknown) continue;
          events.push(event);
          if (event.type === "approval.requested") setTimeout(() => approve(event.approvalId), READS_FOR_MS);
        }
      },
      onLog() {},
      onState() {
        store.readMeta(runId).then((meta) => {
          if (!meta || !isFinal(meta.status) || events.at(-1)?.type !== "run.finished") return;
          unfollow();
          resolve(events);
        }, reject);
      },
    });
  });
}

/** Only what a replay plays, without this machine: its paths, its hints, and a model's name for words that are ours. */
function neutral(events: readonly RunEvent[], paths: readonly string[]): RunEvent[] {
  const turn = events.filter(
    (e) => !e.type.startsWith("run.") && e.type !== "notice" && !(e.type === "item.finished" && e.itemId === "prompt"),
  );
  const clean = (text: string) =>
    paths.reduce((all, path) => all.replaceAll(path, "/workspace/demo"), text).replaceAll(" #cart", "");
  const parsed: RunEvent[] = JSON.parse(clean(JSON.stringify(turn)));
  cleanDeltas(parsed, clean);
  return parsed.map((event, seq) => ({
    ...event,
    seq,
    ...(event.type === "turn.started" ? { model: MODEL } : {}),
  }));
}

/** A path may be cut in two by the border of two deltas: the texts of an item are cleaned as one, and cut anew. */
function cleanDeltas(events: readonly RunEvent[], clean: (text: string) => string): void {
  type Delta = Extract<RunEvent, { type: "item.delta" }>;
  const deltas = events.filter((e): e is Delta => e.type === "item.delta");
  const groups = new Map<string, Delta[]>();
  for (const e of deltas) {
    const key = `${e.itemId} ${e.field}`;
    groups.set(key, [...(groups.get(key) ?? []), e]);
  }
  for (const group of groups.values()) {
    const text = clean(group.map((e) => e.delta).join(""));
    const size = Math.ceil(text.length / group.length);
    group.forEach((event, i) => {
      event.delta = text.slice(i * size, (i + 1) * size);
    });
  }
}

function write(vendor: Vendor, version: string, events: readonly RunEvent[], runDir: string): void {
  const name = `${vendor}-cart`;
  const folder = join(ROOT, "packages/runners/recordings", name);
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
