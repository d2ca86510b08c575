import { describe, expect, it } from "vitest";
import { cloneCommand } from "../src/builtin/clone/clone-command.ts";
import { cloneProgress } from "../src/builtin/clone/clone-progress.ts";
import { followProgress } from "../src/builtin/clone/follow-progress.ts";
import { buildCatalog, cloneProblem, prepareClone, prepareRun } from "../src/index.ts";
import { eventsOf, fakeHost } from "./support/fake-host.ts";
import { runBuiltin } from "./support/run-builtin.ts";

const URI = "https://git.example.org/ada/engine.git";
const INPUTS = { source_uri: URI, path: "/store/workspaces/engine" };

describe("the clone is internal", () => {
  it("stands in no catalog, and no start by name finds it", () => {
    const catalog = buildCatalog({ storeFiles: [] });
    expect(catalog.entries.map((e) => e.definition.name)).not.toContain("workspace.clone");
    const start = { catalog, workflow: "workspace.clone", inputs: INPUTS, hasWorkspace: false };
    expect(prepareRun({ ...start, settings: { runTimeoutSeconds: 60, allowedRunners: [] } })).toMatchObject({
      ok: false,
      status: 403,
    });
  });

  it.each(["workspace.clone", "Workspace.Clone"])("no file takes its name: %s", (name) => {
    const text = `name: ${name}\nsteps:\n  - { id: a, run: [echo] }\n`;
    const { entries, problems } = buildCatalog({ storeFiles: [{ path: "/s/workflows/x.yaml", text }] });
    expect(entries.some((e) => e.source === "store")).toBe(false);
    expect(problems).toMatchObject([{ name, message: expect.stringContaining("belongs to the built-in workflow") }]);
  });

  it("is what its request says, and runs by it", async () => {
    const prepared = prepareClone({ ...INPUTS, display_name: "E" }, { runTimeoutSeconds: 60 });
    expect(prepared).toMatchObject({
      ...{ workflow: "workspace.clone", kind: "workflow", source: "builtin", timeoutSeconds: 60 },
      inputs: { ...INPUTS, display_name: "E" },
    });
    expect((await runBuiltin("workspace.clone", { workspace: false }, INPUTS)).outcome.status).toBe("success");
  });
});

describe("the run", () => {
  it("tells what the log says of its progress", async () => {
    const host = fakeHost();
    host.log = "from an earlier step\nCloning into 'x'...\nReceiving objects:  50% (1/2)\r";
    const context = {
      stepId: "clone",
      attempt: 1,
      round: 1,
      interrupted: false,
      outcomes: new Map(),
      needs: [],
      canSendBack: false,
      claimThread: () => true,
      concurrent: false,
      inputs: {},
      host,
      signal: new AbortController().signal,
    };
    await followProgress({ ...context, emit: host.emit }, 21).end();
    expect(eventsOf(host, "step.progress")).toMatchObject([{ fraction: 0.4, message: "Receiving objects: 50 %" }]);
  });

  it("removes nothing when it succeeded", async () => {
    const { host, outcome } = await runBuiltin("workspace.clone", {}, INPUTS);
    expect(outcome).toMatchObject({ status: "success", reason: "exit_zero" });
    expect(eventsOf(host, "step.progress").at(-1)).toMatchObject({ fraction: 1 });
    expect(host.removed).toEqual([]);
    expect(host.report).toContain(URI);
  });

  it.each([
    ["exit_nonzero", "fatal: repository 'https://git.example.org/x/' not found\n", "There is no repository"],
    ["disk_full", "fatal: write error: No space left on device\n", "no space left on the disk"],
  ])("says why it failed (%s), and removes the half-made folder", async (reason, output, words) => {
    const { host, outcome } = await runBuiltin(
      "workspace.clone",
      { command: () => ({ exitCode: 128, output }) },
      INPUTS,
    );
    expect(outcome).toMatchObject({ status: "failed", reason, detail: expect.stringContaining(words) });
    expect(host.removed).toEqual([INPUTS.path]);
  });

  it.each([
    ["stop_requested", "canceled"],
    ["deadline", "timeout"],
  ])("an end that was asked for removes it as well: %s is %s", async (why, status) => {
    const abort = new AbortController();
    const onEvent = (e: { type: string }) => void (e.type === "item.started" && abort.abort(why));
    const command = () => ({ exitCode: 1, signal: "SIGTERM" });
    const { host, outcome } = await runBuiltin("workspace.clone", { command, onEvent }, INPUTS, abort);
    expect(outcome).toMatchObject({ status, reason: why });
    expect(host.removed).toEqual([INPUTS.path]);
  });

  it("a machine without git is told as such", async () => {
    const command = () => ({ spawnError: "The program git was not found." });
    const { outcome } = await runBuiltin("workspace.clone", { command }, INPUTS);
    expect(outcome).toMatchObject({ status: "failed", reason: "spawn_error" });
    expect(outcome.detail).toContain("install it");
  });
});

describe("the command", () => {
  it("ends its options before the address, takes no template and no hook, and asks nobody", () => {
    const { argv, env } = cloneCommand(INPUTS);
    expect(argv.slice(-5)).toEqual(["--progress", "--template=", "--", URI, INPUTS.path]);
    expect(argv).toContain("core.hooksPath=/dev/null");
    expect(argv.join(" ")).not.toContain("credential");
    expect(env).toMatchObject({
      GIT_ALLOW_PROTOCOL: "file:git:http:https:ssh",
      GIT_TERMINAL_PROMPT: "0",
      GIT_SSH_COMMAND: "ssh -oBatchMode=yes",
    });
  });

  it("gives credentials to the one server that they are for, by the environment, and to no helper that stores them", () => {
    const { argv, envAllow } = cloneCommand({ ...INPUTS, credentials_for: "https://git.example.org" });
    const helpers = argv.filter((a) => a.startsWith("credential"));
    expect(helpers[0]).toBe("credential.helper=");
    expect(helpers[1]).toMatch(/^credential\.https:\/\/git\.example\.org\.helper=!f\(\)/);
    expect(envAllow).toEqual(expect.arrayContaining(["TOOLLOOP_GIT_USERNAME", "TOOLLOOP_GIT_PASSWORD"]));
  });

  it("keeps the user's own way to call ssh", () => {
    expect(cloneCommand(INPUTS, "ssh -i /k").env.GIT_SSH_COMMAND).toBe("ssh -i /k -oBatchMode=yes");
  });
});

describe("progress", () => {
  it.each([
    ["Cloning into 'x'...\n", undefined],
    ["remote: Counting objects:  10% (1/10)\r", { fraction: 0, message: "The server prepares the objects" }],
    [
      "Receiving objects:   1% (1/100)\rReceiving objects:  45% (45/100), 12.34 MiB | 3.21 MiB/s\r",
      { fraction: 0.36, message: "Receiving objects: 45 % (12.34 MiB at 3.21 MiB/s)" },
    ],
    ["Receiving objects:  45% (45/100), 812 bytes | 812.00 KiB/s\r", { fraction: 0.36 }],
    ["Receiving objects: 100% (9/9), done.\nResolving deltas:  50% (1/2)\r", { fraction: 0.875 }],
    ["Resolving deltas: 100% (2/2), done.\nUpdating files:  20% (1/5)\r", { fraction: 0.96 }],
    ["ing objects:  45% (4\rReceiving objects:  4", undefined],
  ])("%j", (text, progress) => {
    if (progress) expect(cloneProgress(text)).toMatchObject(progress);
    else expect(cloneProgress(text)).toBeUndefined();
  });
});

describe("what git's words mean", () => {
  it.each([
    ["fatal: repository 'https://git.example.org/x/' not found", "There is no repository"],
    ["remote: Repository not found.\nfatal: repository 'https://github.com/x/y/' not found", "There is no repository"],
    [
      "ERROR: Repository not found.\nfatal: Could not read from remote repository.\n\nPlease make sure you have the correct access rights",
      "access",
    ],
    ["fatal: repository '/no/where' does not exist", "check the path"],
    ["fatal: could not read Username for 'https://github.com': terminal prompts disabled", "asks for a login"],
    ["fatal: Authentication failed for 'https://git.example.org/x/'", "refused the login"],
    ["fatal: unable to access 'https://x/': The requested URL returned error: 403", "no access"],
    ["git@github.com: Permission denied (publickey).\nfatal: Could not read from remote repository.", "no access"],
    ["Host key verification failed.\nfatal: Could not read from remote repository.", "ssh does not know the key"],
    ["fatal: unable to access 'https://x/': Could not resolve host: x", "was not found: check the name"],
    ["ssh: Could not resolve hostname x: Name or service not known", "was not found: check the name"],
    ["fatal: unable to look up x (port 9418) (Name or service not known)", "was not found: check the name"],
    ["fatal: unable to access 'https://x/': Failed to connect to x port 443: Connection refused", "connection to"],
    ["fatal: unable to access 'https://x/': The requested URL returned error: 503", "connection to"],
    [
      "error: RPC failed; curl 56 Recv failure\nfatal: early EOF\nfatal: fetch-pack: invalid index-pack output",
      "broke off",
    ],
    ["fatal: unable to access 'https://x/': server certificate verification failed. CAfile: none", "certificate"],
    ["fatal: https://x/info/refs not valid: is this a git repository?", "is no git repository"],
    [
      "fatal: 'x' does not appear to be a git repository\nfatal: Could not read from remote repository.",
      "is no git repository",
    ],
    ["fatal: write error: No space left on device\nfatal: index-pack failed", "no space left"],
    ["fatal: sha1 file '<stdout>' write error: Disk quota exceeded", "no space left"],
    ["fatal: detected dubious ownership in repository at '/x/.git'", "safe.directory"],
    ["fatal: transport 'ftp' not allowed", "protocol"],
    ["fatal: credential helper '!f() {}' told us to quit", "kept in memory only"],
    ["warning: Clone succeeded, but checkout failed.", "filter"],
    ["fatal: something new", "git says: something new"],
    ["", "did not say why"],
  ])("%j", (words, says) => {
    const { detail } = cloneProblem(words, URI);
    expect(detail).toContain(says);
    expect(detail).not.toMatch(/\.$/);
  });

  const ACCESS = "fatal: Could not read from remote repository.\n\nPlease make sure you have the correct access rights";
  it.each([
    [
      "file:///no/where.git",
      `fatal: '/no/where.git' does not appear to be a git repository\n${ACCESS}`,
      "There is no repository at ",
    ],
    ["/no/where", "fatal: repository '/no/where' does not exist", "There is no repository at "],
    ["file:///x", `fatal: detected dubious ownership in repository at '/x/.git'\n${ACCESS}`, "safe.directory"],
    ["git@host.example:x", `git@host.example: Permission denied (publickey).\n${ACCESS}`, "no access"],
  ])("of %s: %j", (uri, words, says) => {
    expect(cloneProblem(words, uri).detail).toContain(says);
    if (!uri.startsWith("git@")) expect(cloneProblem(words, uri).detail).not.toMatch(/login|access/);
  });

  it.each([
    ["https://git.example.org:8443/x", "git.example.org"],
    ["ssh://git@host.example/x", "host.example"],
    ["git@host.example:x/y.git", "host.example"],
    ["https://[::1]:8443/x", "[::1]"],
    ["/home/ada/x", "this machine"],
  ])("names the host of %s", (uri, host) => {
    expect(cloneProblem("Connection refused", uri).detail).toContain(`to ${host} failed`);
  });
});
