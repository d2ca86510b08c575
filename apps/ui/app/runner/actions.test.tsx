import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunMeta } from "@codex-toolloop/protocol";
import { newRunId } from "@codex-toolloop/store";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { EMPTY_FORM } from "../../lib/action-state.ts";
import { type TestDashboard, testDashboard, writeRun } from "../../test/test-dashboard.ts";
import { createJobAction } from "./actions.ts";
import { curlCommand } from "./curl-command.ts";
import { formValues } from "./form-values.ts";
import { loadRunnerParams } from "./runner-params.ts";

vi.mock("next/headers", () => ({ headers: async () => new Headers({ "x-toolloop-user": "anna" }) }));
vi.mock("next/cache", () => ({ revalidatePath: () => {} }));
vi.mock("next/navigation", () => ({ redirect: () => {} }));

const SECRET = `ghp_${"a1B2".repeat(9)}`;
const INPUTS = { token: SECRET, note: "plain" };
const say = (name: string) =>
  `name: ${name}\nkind: script\nworkspace: required\ninputs: { token: { type: string }, note: { type: string } }\n` +
  "steps: [{ id: a, run: [echo, { input: token }] }]\n";

let t: TestDashboard;
let repo: string;
let job: RunMeta;
beforeEach(async () => {
  t = await testDashboard();
  await mkdir(join(t.store.root, "workflows"), { recursive: true });
  await writeFile(join(t.store.root, "workflows/say.yaml"), `${say("say")}---\n${say("other")}`);
  await mkdir(join(t.dir, "repo"));
  repo = (await t.store.workspaces.add(join(t.dir, "repo"))).id;
  job = await writeRun(t.store, { kind: "script", workflow: "say", runId: newRunId() }, undefined, INPUTS);
});
afterEach(() => t.close());

/** Sends what "Run again" of the job fills in, changed so, and answers with the arguments that reached the supervisor. */
async function again(change: Record<string, string> = {}) {
  const { values } = await formValues(
    t.dashboard.runner,
    await loadRunnerParams(new URLSearchParams(`from=${job.runId}`)),
  );
  expect(JSON.stringify(values)).not.toContain(SECRET);
  const form = new FormData();
  for (const [k, v] of Object.entries({ ...values, repo_id: repo, stay: "1", ...change })) form.set(k, v);
  const state = await createJobAction(EMPTY_FORM, form);
  expect(JSON.stringify(state)).not.toContain(SECRET);
  return t.submitted.at(-1)?.request.inputs;
}

describe("Run again", () => {
  it("sends the original of an argument that was left masked", async () => {
    expect(await again()).toEqual(INPUTS);
  });
  it("takes what was edited as it is", async () => {
    expect(await again({ "args.token": "another", "args.note": "" })).toEqual({ token: "another" });
  });
  it("gives no other script what was masked", async () => {
    expect((await again({ script_key: "other" }))?.token).not.toBe(SECRET);
  });
});

it("the copied commands leave a masked argument out", async () => {
  const detail = await t.dashboard.runner.job(job.runId);
  if (!detail) throw new Error("the job is not there");
  expect(detail.masked_args).toEqual(["token"]);
  for (const command of [detail.command, curlCommand(detail, "http://127.0.0.1:4590/")]) {
    expect(command).toContain("plain");
    expect(command).not.toMatch(/token|\*/);
  }
});
