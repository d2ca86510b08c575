import { spawnSync } from "node:child_process";
import { symlink } from "node:fs/promises";
import { join } from "node:path";
import type { Page, Workspace } from "@codex-toolloop/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AgentStore, agentStore } from "../support/agent-store.ts";
import { type ConsoleClient, consoleClient } from "../support/console-client.ts";
import { git, makeRepo, writeFiles } from "../support/git-repo.ts";
import { startServer, type TestServer } from "../support/server.ts";

const SECRET = "swordfish-2741-xyzzy";

let files: AgentStore;
let server: TestServer;
let api: ConsoleClient;
let workspace: Workspace;
beforeAll(async () => {
  files = await agentStore();
  server = await startServer({ store: files.store });
  api = consoleClient(server.url);
  workspace = await api.good("POST", "/workspaces/import-local", { path: files.folder }, 201);
});
afterAll(async () => {
  await server.stop();
  await files.remove();
});

const trace = () => join(files.folder, "../pwned");
const inStore = (text: string) => spawnSync("grep", ["-rlaF", text, files.store], { encoding: "utf8" }).stdout;

describe("addresses that git would take for something else", () => {
  it.each([
    "--upload-pack=touch PWNED",
    "-u touch PWNED",
    "ext::sh -c 'touch PWNED'",
    "ext::touch% PWNED",
    "fd::3",
    "ssh://-oProxyCommand=touch PWNED/x",
    "git@-oProxyCommand=touch PWNED:x",
    "git@host:-oProxyCommand=touch PWNED",
    "https://h.example/x\0--upload-pack=touch PWNED",
    "https://h.example/x\nprotocol=file",
    "ftp://h.example/x",
    "gopher://h.example/x",
    "file://h.example/etc",
    "https://h.example",
    "../../etc",
    "",
    " ",
    "x".repeat(3000),
  ])("%j is refused at its field, and nothing is started or made", async (address) => {
    const before = await api.good<Page<unknown>>("GET", "/runs");
    const { status, body } = await api.ask("POST", "/workspaces/import", {
      source_uri: address.replace("PWNED", trace()),
    });
    expect([status, body.errors?.map((e) => e.path)]).toEqual([400, ["source_uri"]]);
    expect(body.detail).not.toContain("pwned");
    expect((await api.good<Page<unknown>>("GET", "/runs")).total).toBe(before.total);
    expect(spawnSync("ls", [trace()]).status).not.toBe(0);
  });

  it.each([
    `ssh://git:${SECRET}@h.example/x`,
    `https://h.example/x?private_token=${SECRET}`,
    `https://h.example/x#${SECRET}`,
    `https://ada:${SECRET}@h.example`,
    `git://ada:${SECRET}@h.example/x`,
    `ftp://ada:${SECRET}@h.example/x`,
    `https://ada:${SECRET}%0a@h.example/x`,
    `ada:${SECRET}@h.example/x`,
    `ada:${SECRET}@h.example:x`,
  ])("a secret in a refused address is told nowhere: %s", async (source_uri) => {
    const { status, body } = await api.ask("POST", "/workspaces/import", { source_uri });
    expect(status).toBe(400);
    expect(JSON.stringify(body)).not.toContain(SECRET);
    expect([inStore(SECRET), server.output().includes(SECRET)]).toEqual(["", false]);
  });

  it("a clone is started by the import alone", async () => {
    const inputs = { source_uri: "/etc", path: join(files.folder, "victim") };
    const { status } = await api.ask("POST", "/runs", { workflow: "workspace.clone", inputs });
    expect(status).toBe(403);
    const workflows = JSON.stringify(await api.good("GET", "/workflows"));
    expect([workflows.includes("repo-report"), workflows.includes("workspace.clone")]).toEqual([true, false]);
  });

  it("a name to show is text, and never a path", async () => {
    const repo = await makeRepo(join(files.folder, "../..evil;$(touch pwned)"));
    const display_name = "../../<b>\u202Ename";
    const started = await api.good<{ run_id: string; local_path: string }>(
      "POST",
      "/workspaces/import",
      { source_uri: repo, display_name },
      201,
    );
    expect(started.local_path).toBe(join(files.store, "workspaces/evil-touch-pwned-"));
    await api.settled(started.run_id);
    expect(await api.registered(started.local_path)).toMatchObject({ display_name, trusted: false });
  });
});

describe("files for @path", () => {
  it.each([
    ["no repository", undefined],
    ["a repository that calls the folder around it its own", ".."],
    ["a repository that calls another folder its own", "../elsewhere"],
  ])("are never those of outside, by a link, by what is typed, or by another's session: %s", async (_, own) => {
    const around = join(files.folder, `../around-${String(own).replace(/\W/g, "")}`);
    const path = join(around, "inner");
    await writeFiles(around, { "outside-secret.txt": "", "elsewhere/other-secret.txt": "", "inner/inside.txt": "" });
    await symlink(around, join(path, "out"));
    if (own !== undefined) await git(path, "init", "--quiet");
    if (own !== undefined) await git(path, "config", "core.worktree", join(path, own));
    const { id } = await api.good<Workspace>("POST", "/workspaces/import-local", { path }, 201);
    const at = `/workspaces/${id}/files`;
    for (const q of ["secret", "..", "../outside", "/etc/passwd", "%2e%2e%2f", "\\..\\", "out/"])
      expect((await api.good<Page<string>>("GET", `${at}?q=${encodeURIComponent(q)}`)).items, q).toEqual([]);
    for (const session of ["se_0000000000000000", "../../x", "x"])
      expect(
        (await api.good<Page<string>>("GET", `${at}?q=inside&session=${encodeURIComponent(session)}`)).items,
      ).toEqual(["inside.txt"]);
  });

  it.each(["?limit=0", "?limit=201", "?q=a&q=b", `?q=${"x".repeat(201)}`, "?colour=red"])(
    "a query that is none is 400: %s",
    async (query) => {
      expect((await api.ask("GET", `/workspaces/${workspace.id}/files${query}`)).status).toBe(400);
    },
  );

  // The guard lets no path through that leads out of its own.
  it.each([
    ["ws_000000000000", 404],
    ["x", 404],
    ["__proto__", 404],
    ["..%2f..", 400],
  ])("an unknown workspace is none: %s", async (id, status) => {
    for (const path of [`/workspaces/${id}/files`, `/workspaces/${id}/removal`])
      expect((await api.ask("GET", path)).status).toBe(status);
    expect((await api.ask("DELETE", `/workspaces/${id}?delete_clone=true`)).status).toBe(status);
  });
});

it.each([
  ["se_0000000000000000", 404],
  ["x", 404],
  ["__proto__", 404],
  ["..%2fx", 400],
])("worktree routes of a session that is none answer so: %s", async (id, status) => {
  const at = `/sessions/${id}/worktree`;
  expect((await api.ask("GET", at)).status).toBe(status);
  for (const what of ["merge", "discard"]) expect((await api.ask("POST", `${at}/${what}`, {})).status).toBe(status);
  for (const message of ["", "x"])
    expect((await api.ask("POST", `${at}/commit`, { message })).status).toBe(message === "" ? 400 : status);
});
