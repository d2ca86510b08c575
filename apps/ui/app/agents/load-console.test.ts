import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { AgentOptions, type RunMeta, type WorkspaceRecord } from "@codex-toolloop/protocol";
import { newRunId } from "@codex-toolloop/store";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type TestDashboard, testDashboard, writeRun } from "../../test/test-dashboard.ts";
import { loadAgentsParams } from "./agents-params.ts";
import { loadConsole } from "./load-console.ts";

const [FIRST, SECOND] = ["se_0000000000000001", "se_0000000000000002"];
let t: TestDashboard;
let alpha: WorkspaceRecord;
let beta: WorkspaceRecord;

beforeEach(async () => {
  t = await testDashboard();
  const folder = async (name: string) => {
    await mkdir(join(t.dir, name));
    return await t.store.workspaces.add(join(t.dir, name));
  };
  alpha = await folder("alpha");
  beta = await folder("beta");
  for (const [id, workspace] of [
    [FIRST, alpha],
    [SECOND, beta],
  ] as const)
    t.store.sessions.add({
      v: 1,
      id,
      workspaceId: workspace.id,
      runnerType: "codex",
      createdAt: "2026-01-01T00:00:00.000Z",
      createdBy: "anna",
      options: AgentOptions.parse({}),
    });
});
afterEach(() => t.close());

/** A prompt of a session, as its run process left it. */
async function prompt(sessionId: string, workspace: WorkspaceRecord, patch: Partial<RunMeta> = {}): Promise<string> {
  const ref = { id: workspace.id, path: workspace.localPath, name: workspace.displayName };
  const run = { runId: newRunId(), kind: "prompt" as const, workflow: "prompt", sessionId, workspace: ref, ...patch };
  return (await writeRun(t.store, run, "do it")).runId;
}

/** Where an address leads: workspace, session, run that is shown, what is missing. */
async function place(query: string) {
  const view = await loadConsole(await loadAgentsParams(new URLSearchParams(query)));
  return [view.workspace?.id, view.session?.id, view.run?.runId, view.missing];
}

describe("the console", () => {
  it("opened without a word leads to the live prompt, else to the workspace of the last one", async () => {
    expect((await place(""))[1]).toBeUndefined();
    const done = await prompt(FIRST, alpha);
    expect(await place("")).toEqual([alpha.id, undefined, undefined, undefined]);
    const live = await prompt(SECOND, beta, { status: "running" });
    await prompt(FIRST, alpha);
    expect(await place("")).toEqual([beta.id, SECOND, live, undefined]);
    expect(await place(`workspace=${alpha.id}`)).toEqual([alpha.id, undefined, undefined, undefined]);
    expect(await place(`run=${done}`)).toEqual([alpha.id, FIRST, done, undefined]);
  });

  it("shows the session's live prompt, else its last one, unless the address names another", async () => {
    const older = await prompt(FIRST, alpha);
    const newer = await prompt(FIRST, alpha);
    expect(await place(`session=${FIRST}`)).toEqual([alpha.id, FIRST, newer, undefined]);
    expect(await place(`session=${FIRST}&run=${older}`)).toEqual([alpha.id, FIRST, older, undefined]);
    const live = await prompt(FIRST, alpha, { status: "running" });
    expect(await place(`session=${FIRST}`)).toEqual([alpha.id, FIRST, live, undefined]);
  });

  it("says which sessions wait for an approval", async () => {
    const approvals = [{ approvalId: "a", title: "rm", at: "2026-01-01T00:00:00.000Z", decisions: [] }];
    await prompt(FIRST, alpha, { status: "running" });
    await prompt(SECOND, beta, { status: "running", approvals });
    const { waiting } = await loadConsole(await loadAgentsParams(new URLSearchParams()));
    expect(waiting).toEqual([SECOND]);
  });

  it("says what an address names and this store does not have", async () => {
    const other = await prompt(SECOND, beta);
    const mine = await prompt(FIRST, alpha);
    expect(await place(`session=${FIRST}&run=${other}`)).toEqual([alpha.id, FIRST, mine, "run"]);
    expect(await place(`workspace=${alpha.id}&session=${SECOND}`)).toEqual([alpha.id, undefined, undefined, "session"]);
    expect((await place("session=se_00000000deadbeef")).at(-1)).toBe("session");
    expect(await place("workspace=ws_00000000dead")).toEqual([undefined, undefined, undefined, "workspace"]);
  });
});
