/**
 * Records the workflows that the replay runner ships: `npx tsx tests/recordings/workflows/record-workflows.ts [name …]`. The
 * product runs each of them with a real agent on a small project; the model's words are scripted, everything else happens.
 * What it needs: see `openStage`.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { openStage } from "../stage.ts";
import { auditStory } from "./audit.ts";
import { featureDevStory } from "./feature-dev.ts";
import { reviewStory } from "./review.ts";
import { makeProject, snapshots } from "./snapshots.ts";
import type { Story } from "./story.ts";
import { writeRecording } from "./write-recording.ts";

const STORIES: readonly Story[] = [featureDevStory, reviewStory, auditStory];

const named = process.argv.slice(2);
for (const story of STORIES) if (named.length === 0 || named.includes(story.workflow)) await record(story);

async function record(story: Story): Promise<void> {
  const taken = snapshots();
  const stage = await openStage((script) => taken.take(script));
  try {
    const { cwd, cli, server } = stage;
    taken.at(cwd);
    makeProject(cwd, story);
    await taken.take("");
    for (const { key, fits, script } of story.turns(cwd)) server.play(key, script, fits);
    const given = ["--input", `runner=${story.vendor}`, "--workspace", ".", "--detach", "--json"];
    if (story.spec !== undefined) {
      const file = join(cwd, "..", "spec.md");
      writeFileSync(file, story.spec);
      given.push("--spec", file);
    }
    const printed = cli("run", "workflow", story.workflow, ...given);
    const { runId }: { runId: string } = JSON.parse(printed);
    const events = await stage.watch(runId);
    const missed = story.turns(cwd).filter(({ key }) => server.count(key) === 0);
    if (missed.length > 0) throw new Error(`never asked for: ${missed.map((turn) => turn.key).join(", ")}`);
    if (server.count("") > 0) throw new Error("a prompt fitted no turn of the story");
    const { paths, version } = stage;
    writeRecording({ story, events, traces: { paths, words: [], cwd: "/workspace/corner-shop" }, taken, version });
  } finally {
    await stage.close();
  }
}
