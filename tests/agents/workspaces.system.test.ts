import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ImportStarted, Page, Removal, RunSummary, Workspace, WorktreeState } from "@codex-toolloop/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type AgentStore, agentStore } from "../support/agent-store.ts";
import { type ConsoleClient, consoleClient } from "../support/console-client.ts";
import { git, makeRepo } from "../support/git-repo.ts";
import { type GitServer, gitServer } from "../support/git-server.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { stopRuns } from "../support/stop-runs.ts";

const SECRET = "correct-horse-battery-2741";

let files: AgentStore;
let server: TestServer;
let api: ConsoleClient;
const open: TestServer[] = [];
const remotes: GitServer[] = [];
beforeEach(async () => {
  files = await agentStore();
});
afterEach(async () => {
  for (const remote of remotes.splice(0)) await remote.close();
  if (open.length > 0) await stopRuns(server.url);
  for (const each of open.splice(0)) await each.stop();
  await files.remove();
});

async function serve(env: Record<string, string> = {}): Promise<void> {
  const base = { TOOLLOOP_STOP_GRACE_SECONDS: "2", GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" };
  server = await startServer({ store: files.store, env: { ...base, ...env } });
  open.push(server);
  api = consoleClient(server.url);
}
/** The dashboard is gone without a word; its runs go on. */
async function killDashboard(): Promise<void> {
  process.kill(server.pid, "SIGKILL");
  await server.exited;
  open.splice(open.indexOf(server), 1);
}
async function remote(options: Parameters<typeof gitServer>[1] = {}): Promise<GitServer> {
  const made = await gitServer(join(files.folder, ".."), options);
  remotes.push(made);
  return made;
}
/** A repository beside the store, served as `/engine`. */
async function engine(content: Record<string, string> = { "README.md": "# Engine\n" }): Promise<string> {
  return await makeRepo(join(files.folder, "../engine"), content);
}
/** So large that its pack can be held back in the middle. */
const big = () => engine({ "big.txt": randomBytes(3_000_000).toString("base64") });
const clones = async () => (await readdir(join(files.store, "workspaces")).catch(() => [])).sort();

describe("from import to removal", () => {
  it("a repository is imported, worked on in a worktree, merged, and removed with all that hangs on it", async () => {
    await engine();
    await serve();
    const source = `file://${join(files.folder, "../engine")}`;
    const started = await api.good<ImportStarted>("POST", "/workspaces/import", { source_uri: source }, 201);
    expect(started).toMatchObject({ local_path: join(files.store, "workspaces/engine"), source_uri: source });
    const run = await api.settled(started.run_id);
    expect(run).toMatchObject({ status: "success", workflow: "workspace.clone", title: "Import engine" });
    const workspace = await api.registered(started.local_path);
    expect(workspace).toMatchObject({
      display_name: "engine",
      source_type: "github",
      source_uri: source,
      cloned: true,
    });
    expect(await api.good<Page<string>>("GET", `/workspaces/${workspace.id}/files?q=read`)).toMatchObject({
      items: ["README.md"],
    });
    expect((await api.good<Page<RunSummary>>("GET", "/runs?workflow=workspace.clone")).total).toBe(1);

    await git(started.local_path, "config", "user.name", "Grace");
    await git(started.local_path, "config", "user.email", "grace@example.org");
    const session = await api.good<{ id: string; worktree: { path: string } }>(
      ...([
        "POST",
        "/sessions",
        { workspace_id: workspace.id, runner_type: "replay", replay: { runId: files.tape }, isolate: true },
        201,
      ] as const),
    );
    const at = `/sessions/${session.id}/worktree`;
    expect(await api.good<WorktreeState>("GET", at)).toMatchObject({ present: true, files: [], base_branch: "main" });
    await writeFile(join(session.worktree.path, "new.md"), "new\n");
    expect((await api.good<WorktreeState>("GET", at)).files).toEqual([
      { path: "new.md", change: "add", binary: false },
    ]);
    const files1 = await api.good<Page<string>>("GET", `/workspaces/${workspace.id}/files?q=new&session=${session.id}`);
    expect(files1.items).toEqual(["new.md"]);
    await api.good("POST", `${at}/commit`, { message: "A new file" });
    await api.good("POST", `${at}/merge`, {});
    expect(await readFile(join(started.local_path, "new.md"), "utf8")).toBe("new\n");
    expect(await api.good<WorktreeState>("GET", at)).toMatchObject({ files: [], commits: 0, diff: "" });
    expect((await api.ask("POST", `${at}/merge`, {})).body.type).toContain("nothing_to_merge");
    const prompt = await api.good<{ run_id: string }>(
      "POST",
      `/sessions/${session.id}/prompt`,
      { prompt: "x", speed: 0.001 },
      201,
    );
    expect((await api.ask("POST", `${at}/discard`, {})).status).toBe(409);
    const busy = await api.ask("DELETE", `/workspaces/${workspace.id}?delete_clone=true`);
    expect([busy.status, busy.body.detail]).toEqual([409, expect.stringContaining(prompt.run_id)]);
    await api.good("POST", `/runs/${prompt.run_id}/stop`, {}, 202);
    await api.settled(prompt.run_id);

    const lost = { sessions: 1, runs: 1, other_runs: 0, live_run_ids: [], clone_path: started.local_path };
    expect(await api.good<Removal>("GET", `/workspaces/${workspace.id}/removal`)).toMatchObject({
      ...lost,
      worktrees: [{ path: session.worktree.path, dirty: false }],
      folder_deleted: false,
    });
    const removed = await api.good<Removal>("DELETE", `/workspaces/${workspace.id}?delete_clone=true`);
    expect(removed).toMatchObject({ ...lost, folder_deleted: true });
    expect([await clones(), await readdir(join(files.store, "worktrees"))]).toEqual([[], []]);
    expect(existsSync(join(files.store, "runs", prompt.run_id))).toBe(false);
    await api.gone(`/runs/${prompt.run_id}`);
    expect((await api.ask("GET", `/sessions/${session.id}`)).status).toBe(404);
    expect((await api.good<Page<Workspace>>("GET", "/workspaces")).total).toBe(0);
    // The clone itself is a run that stays in the list, and registers nothing again.
    await server.stop();
    open.splice(0);
    await serve();
    expect((await api.good<Page<Workspace>>("GET", "/workspaces")).total).toBe(0);
    expect(await api.settled(started.run_id)).toMatchObject({ status: "success" });
  });

  it("the user's own folder stays, whatever is ticked; runs of workflows stay in the list", async () => {
    await serve();
    const workspace = await api.good<Workspace>("POST", "/workspaces/import-local", { path: files.folder }, 201);
    const { runId } = await api.good<{ runId: string }>(
      ...(["POST", "/runs", { workflow: "repo-report", inputs: {}, workspaceId: workspace.id }, 201] as const),
    );
    await api.settled(runId);
    const removed = await api.good<Removal>("DELETE", `/workspaces/${workspace.id}?delete_clone=true`);
    expect(removed).toMatchObject({ clone_path: null, folder_deleted: false, other_runs: 1, runs: 0 });
    expect(existsSync(files.folder)).toBe(true);
    expect(await api.good("GET", `/runs/${runId}`)).toMatchObject({ status: "success" });
  });
});

describe("a login in the address", () => {
  const everything = () => spawnSync("grep", ["-rlaF", SECRET, files.store], { encoding: "utf8" }).stdout;
  const encoded = () =>
    spawnSync("grep", ["-rlaF", Buffer.from(`ada:${SECRET}`).toString("base64").slice(0, 24), files.store], {
      encoding: "utf8",
    }).stdout;

  it("reaches the server, and stands nowhere in the store", async () => {
    await engine();
    const h = await remote({ login: `ada:${SECRET}` });
    await serve();
    const source_uri = `${h.url.replace("//", `//ada:${SECRET}@`)}/engine`;
    const started = await api.good<ImportStarted>("POST", "/workspaces/import", { source_uri }, 201);
    expect(started.source_uri).toBe(`${h.url}/engine`);
    expect(await api.settled(started.run_id)).toMatchObject({ status: "success" });
    expect(new Set(h.logins)).toEqual(new Set([`ada:${SECRET}`]));
    expect(await readFile(join(started.local_path, ".git/config"), "utf8")).toContain(`url = ${h.url}/engine`);
    await api.registered(started.local_path);
    expect([everything(), encoded(), server.output().includes(SECRET)]).toEqual(["", "", false]);
  });

  it.each([
    ["none", (url: string) => url, "asks for a login"],
    ["a wrong one", (url: string) => url.replace("//", `//eve:${SECRET}@`), "refused the login"],
  ])("%s: the run says so, and nothing stays", async (_, address, says) => {
    await engine();
    const h = await remote({ login: "ada:other" });
    await serve();
    const started = await api.good<ImportStarted>(
      ...(["POST", "/workspaces/import", { source_uri: `${address(h.url)}/engine` }, 201] as const),
    );
    expect(await api.settled(started.run_id)).toMatchObject({
      status: "failed",
      detail: expect.stringContaining(says),
    });
    expect([await clones(), everything()]).toEqual([[], ""]);
  });

  it("is not given to a server that the first one leads to", async () => {
    await engine();
    const other = await remote({ login: "nobody:knows" });
    const first = await remote({ redirectTo: other.url });
    await serve();
    const source_uri = `${first.url.replace("//", `//ada:${SECRET}@`)}/engine`;
    const { run_id } = await api.good<ImportStarted>("POST", "/workspaces/import", { source_uri }, 201);
    expect(await api.settled(run_id)).toMatchObject({ status: "failed" });
    expect(other.logins).toEqual([]);
  });

  it("is forgotten by a dashboard that dies while the clone waits, and the run says so", async () => {
    await big();
    const h = await remote();
    const asking = await remote({ login: `ada:${SECRET}` });
    await serve({ TOOLLOOP_MAX_CONCURRENT: "1" });
    const held = h.hold(100_000);
    await api.good("POST", "/workspaces/import", { source_uri: `${h.url}/engine` }, 201);
    await held;
    const source_uri = `${asking.url.replace("//", `//ada:${SECRET}@`)}/engine`;
    const waiting = await api.good<ImportStarted>("POST", "/workspaces/import", { source_uri }, 201);
    expect(waiting).toMatchObject({
      status: "queued",
      queue_position: 1,
      local_path: expect.stringMatching(/engine-2$/),
    });
    await killDashboard();
    await serve({ TOOLLOOP_MAX_CONCURRENT: "1" });
    h.release();
    expect(await api.settled(waiting.run_id)).toMatchObject({
      status: "failed",
      detail: expect.stringContaining("kept in memory only"),
    });
    expect(everything()).toBe("");
  });
});

describe("a clone that ends early", () => {
  /** A clone in the middle of its pack. */
  async function halfway(): Promise<{ h: GitServer; started: ImportStarted }> {
    await big();
    const h = await remote();
    await serve();
    const held = h.hold(500_000);
    const started = await api.good<ImportStarted>("POST", "/workspaces/import", { source_uri: `${h.url}/engine` }, 201);
    await held;
    return { h, started };
  }

  it("shows its progress, and a stop leaves nothing", async () => {
    const { started } = await halfway();
    await api.event(started.run_id, (e) => e.type === "step.progress");
    await api.good("POST", `/runs/${started.run_id}/stop`, {}, 202);
    expect(await api.settled(started.run_id)).toMatchObject({ status: "canceled", reason: "stop_requested" });
    expect(await clones()).toEqual([]);
  });

  it("by kill -9 of all of it leaves nothing once the next dashboard is there", async () => {
    const { started } = await halfway();
    const { pid } = await api.good<RunSummary>("GET", `/runs/${started.run_id}`);
    await killDashboard();
    process.kill(pid ?? 0, "SIGKILL");
    expect(await clones()).toEqual(["engine"]);
    await serve();
    const { status } = await api.settled(started.run_id);
    expect(["failed", "orphaned"]).toContain(status);
    await api.until("the half-made folder is gone", async () => (await clones()).length === 0);
    expect((await api.good<Page<Workspace>>("GET", "/workspaces")).total).toBe(0);
  });

  it("no: one that succeeds while no dashboard is there is registered by the next", async () => {
    const { h, started } = await halfway();
    await killDashboard();
    h.release();
    await api.until("the run has ended", async () =>
      existsSync(join(files.store, "runs", started.run_id, "exit.json")),
    );
    await serve();
    expect(await api.registered(started.local_path)).toMatchObject({ cloned: true, source_uri: `${h.url}/engine` });
  });

  it("without space says so, and leaves nothing", async (context) => {
    await big();
    await mkdir(join(files.store, "workspaces"), { mode: 0o700 });
    const at = join(files.store, "workspaces");
    if (spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m,mode=700", "none", at]).status !== 0)
      return context.skip("a small file system cannot be mounted here");
    try {
      await serve();
      const started = await api.good<ImportStarted>(
        ...(["POST", "/workspaces/import", { source_uri: `file://${join(files.folder, "../engine")}` }, 201] as const),
      );
      expect(await api.settled(started.run_id)).toMatchObject({
        status: "failed",
        reason: "disk_full",
        detail: expect.stringContaining("no space left"),
      });
      expect(await clones()).toEqual([]);
    } finally {
      spawnSync("umount", ["-l", at]);
    }
  });
});

it.each([
  ["/nowhere/at/all", "check the path"],
  ["http://nowhere.invalid/x", "was not found"],
  ["http://127.0.0.1:1/x", "connection to 127.0.0.1 failed"],
])("%s: the run says why in a sentence", async (source_uri, says) => {
  await serve({ http_proxy: "", https_proxy: "", HTTP_PROXY: "", HTTPS_PROXY: "", all_proxy: "", ALL_PROXY: "" });
  const { run_id } = await api.good<ImportStarted>("POST", "/workspaces/import", { source_uri }, 201);
  const run = await api.settled(run_id);
  expect(run).toMatchObject({ status: "failed", detail: expect.stringContaining(says) });
  expect(await clones()).toEqual([]);
});
