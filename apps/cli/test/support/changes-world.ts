import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EventInput } from "@codex-toolloop/protocol";
import { newRunId, openStore } from "@codex-toolloop/store";
import { onTestFinished } from "vitest";
import { type ChangesWorld, watchChanges } from "../../src/exec/changes/watch-changes.ts";

/** A checkout with a store in it, and a run whose changes are watched. */
export async function changesWorld(options: { git?: boolean; stopped?: boolean } = {}) {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "toolloop-changes-")));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
  const workspace = join(base, "repo");
  mkdirSync(workspace);
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], {
      cwd: workspace,
      encoding: "utf8",
    });
  const write = (name: string, text: string) => writeFileSync(join(workspace, name), text);
  write("kept.txt", "one\ntwo\n");
  write("dirty.txt", "one\n");
  write(".gitignore", "ignored.txt\n");
  if (options.git !== false) {
    git("init", "-q");
    git("add", "-A");
    git("commit", "-q", "-m", "first");
  }
  const store = await openStore(join(workspace, ".codex-toolloop"), { create: true, env: {} });
  const newRun = async () => {
    const runId = newRunId();
    await store.createRun({
      v: 1,
      runId,
      kind: "workflow",
      workflow: "x",
      title: "x",
      inputs: {},
      hasSpec: false,
      timeoutSeconds: 60,
      stopGraceSeconds: 1,
      requestedBy: "t",
      requestedVia: "cli",
      createdAt: new Date().toISOString(),
      source: "builtin",
    });
    const writer = store.openRunWriter(runId);
    onTestFinished(() => writer.close());
    return writer;
  };
  const writer = await newRun();
  onTestFinished(() => store.close());
  const events: EventInput[] = [];
  const signal = options.stopped ? AbortSignal.abort() : new AbortController().signal;
  const watch = (environment: NodeJS.ProcessEnv = process.env, more: Partial<ChangesWorld> = {}) =>
    watchChanges({
      workspace,
      storeRoot: store.root,
      writer,
      environment,
      signal,
      emit: (e) => events.push(e),
      ...more,
    });
  const files = () => readdirSync(writer.runDir).sort();
  const read = (name: string) => readFileSync(join(writer.runDir, name), "utf8");
  /** An environment with a git that runs `first` before it is the real one. */
  const slowGit = (first: string) => {
    const bin = join(base, "bin");
    const pidFile = join(base, "pid");
    const real = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();
    mkdirSync(bin);
    writeFileSync(join(bin, "git"), `#!/bin/sh\nPID='${pidFile}'\n${first}\nexec '${real}' "$@"\n`, { mode: 0o755 });
    const environment = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
    return { environment, pid: () => Number(readFileSync(pidFile, "utf8")) };
  };
  return { store, writer, newRun, workspace, git, write, watch, events, files, read, slowGit };
}
