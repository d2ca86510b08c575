import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { git, makeRepo, writeFiles } from "../../../tests/support/git-repo.ts";
import { findBase, gitOf } from "../src/builtin/review/find-base.ts";
import { type ReviewedDiff, readDiff } from "../src/builtin/review/read-diff.ts";
import type { HostTurn } from "../src/index.ts";
import { answer, REVIEW } from "./support/answers.ts";
import { fakeHost } from "./support/fake-host.ts";
import { startBuiltin } from "./support/run-builtin.ts";

let root: string;
let repo: string;
let n = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "review-"));
});
beforeEach(async () => {
  repo = await makeRepo(join(root, `r${n++}`), {
    "src/a.ts": "one\ntwo\n",
    "gone.ts": "x\n",
    "old.ts": "same\nlines\nhere\n",
  });
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** Runs the argv as the host does, git above all. */
function capture(argv: string[], maxBytes: number) {
  return new Promise<{ ok: boolean; exitCode: number | null; stdout: string; stderr: string }>((resolve) => {
    const [program = "", ...args] = argv;
    const child = execFile(program, args, { maxBuffer: 64 * 1024 * 1024 }, (_error, stdout, stderr) =>
      resolve({ ok: child.exitCode === 0, exitCode: child.exitCode, stdout: stdout.slice(0, maxBytes), stderr }),
    );
  });
}
function hostIn(folder: string) {
  const host = fakeHost({});
  if (host.workspace) host.workspace.path = folder;
  host.capture = (argv, options) => capture(argv, options?.maxBytes ?? 1024 * 1024);
  return host;
}
const baseOf = (wanted?: string, folder = repo) => findBase(gitOf(hostIn(folder)), wanted);
async function diffOf(wanted?: string, folder = repo): Promise<ReviewedDiff> {
  const base = await baseOf(wanted, folder);
  if (!base.ok) throw new Error(base.detail);
  return readDiff(gitOf(hostIn(folder)), base.commit, base.words);
}

describe("what review compares", () => {
  it("is what is uncommitted, with untracked, binary, renamed and deleted files", async () => {
    await git(repo, "mv", "old.ts", "new.ts");
    await git(repo, "rm", "-q", "gone.ts");
    await writeFiles(repo, { "src/a.ts": "one\n2\n", "fresh [x].ts": "hello\n", "pic.bin": "\0\0\0" });
    const { files, diff, cut, words, summary } = await diffOf();
    expect(files).toEqual([
      { path: "gone.ts", added: 0, deleted: 1 },
      { path: "new.ts", from: "old.ts", added: 0, deleted: 0 },
      { path: "src/a.ts", added: 1, deleted: 1 },
      { path: "fresh [x].ts", added: 1, deleted: 0 },
      { path: "pic.bin" },
    ]);
    expect(words).toContain("uncommitted");
    expect(diff).toContain("-two\n+2\n");
    expect(diff).toContain("+hello\n");
    expect(summary).toContain("- new.ts (was old.ts) +0 -0");
    expect(summary).toContain("- pic.bin binary or not shown, untracked");
    expect(cut).toBe(false);
  });
  it("is all since the branch left main where nothing is uncommitted, and not what main did since", async () => {
    await git(repo, "checkout", "-q", "-b", "feature");
    await writeFiles(repo, { "src/a.ts": "one\nbranch\n" });
    await git(repo, "commit", "-qam", "work");
    await git(repo, "checkout", "-q", "main");
    await writeFiles(repo, { "main.ts": "m\n" });
    await git(repo, "add", "-A");
    await git(repo, "commit", "-qm", "elsewhere");
    await git(repo, "checkout", "-q", "feature");
    const { files, words } = await diffOf();
    expect(files.map((f) => f.path)).toEqual(["src/a.ts"]);
    expect(words).toContain("left main");
    await writeFiles(repo, { "more.ts": "x\n" });
    expect((await diffOf("main")).files.map((f) => f.path)).toEqual(["src/a.ts", "more.ts"]);
  });
  it("is the workspace's own folder where that is below the repository's root", async () => {
    await writeFiles(repo, { "src/a.ts": "one\n", "gone.ts": "y\n", "src/b.ts": "b\n" });
    expect((await diffOf(undefined, join(repo, "src"))).files.map((f) => f.path)).toEqual(["a.ts", "b.ts"]);
  });
  it("names a secret and never shows it, tracked or not", async () => {
    await writeFiles(repo, { ".env": "KEY=first-secret\n" });
    await git(repo, "add", "-A");
    await git(repo, "commit", "-qm", "oops");
    await writeFiles(repo, { ".env": "KEY=second-secret\n", id_rsa: "third-secret\n", "src/a.ts": "one\nok\n" });
    const found = await diffOf();
    expect(found.files.map((f) => f.path)).toEqual([".env", "src/a.ts", "id_rsa"]);
    expect(JSON.stringify(found)).not.toContain("-secret");
    expect(found.diff).toContain("+ok");
  });
  it("has room for what people wrote beside a large generated file, whose beginning comes last", async () => {
    const generated = `${"é".repeat(60)}\n`.repeat(3000);
    await git(repo, "mv", "old.ts", "new.ts");
    await writeFiles(repo, { "a-bundle.ts": generated, "a-other.ts": `${generated}x\n`, "gone.ts": "y\n" });
    await git(repo, "add", "-A");
    await writeFiles(repo, { "notes.md": "untracked\n", "z-dump.txt": generated });
    const { diff, cut, files, summary } = await diffOf();
    expect([cut, files.length]).toEqual([true, 6]);
    const shown = [...diff.matchAll(/^diff --git a\/(\S+)/gm)].map((m) => m[1]);
    expect(shown).toEqual(["gone.ts", "old.ts", "a-bundle.ts", "notes.md"]);
    expect(diff.length).toBeGreaterThan(100_000);
    expect(diff.length).toBeLessThanOrEqual(120_000);
    expect(diff).toMatch(/^\+é{60}\ndiff --git a\/notes/m);
    expect(summary).toContain("- a-bundle.ts +3000 -0, not shown to its end\n");
    expect(summary).toContain("- z-dump.txt +3000 -0, not shown to its end, untracked");
    expect(summary).toContain("- notes.md +1 -0, untracked");
  });
  it("is of one file larger than the room its beginning, and whole where there is room", async () => {
    await writeFiles(repo, { "src/a.ts": "x\n".repeat(100_000) });
    const large = await diffOf();
    expect([large.cut, large.diff.at(-1)]).toEqual([true, "\n"]);
    expect(120_000 - large.diff.length).toBeLessThan(3);
    await writeFiles(repo, { "src/a.ts": "x\n".repeat(30_000) });
    expect((await diffOf()).cut).toBe(false);
  });
  it.each([
    ["a name that is none", "nope", /There is no branch or commit "nope" here/],
    ["an option as a name", "--output=x", /There is no branch or commit "--output=x" here/],
    ["nothing at all", undefined, /There is nothing to review: .*main has every commit/],
  ])("says so with %s", async (_, wanted, detail) => {
    expect(await baseOf(wanted)).toEqual({ ok: false, detail: expect.stringMatching(detail) });
  });
  it("says so without git or without a commit", async () => {
    expect(await baseOf(undefined, root)).toMatchObject({
      ok: false,
      detail: expect.stringContaining("no git repository"),
    });
    const empty = join(root, "empty");
    await capture(["git", "init", "-q", empty], 1000);
    expect(await baseOf(undefined, empty)).toMatchObject({
      ok: false,
      detail: expect.stringContaining("no commit yet"),
    });
  });
});

describe("review", () => {
  const options = () => ({ files: {}, turn: (turn: HostTurn) => answer(turn) });
  it("reads the diff, reviews, checks and reports, read-only throughout", async () => {
    await writeFiles(repo, { "src/a.ts": "one\n{{spec}}\n" });
    const { host, outcome } = await startBuiltin("review", {
      ...options(),
      path: repo,
      capture: (argv) => capture(argv, 1024 * 1024),
    });
    expect(outcome.status).toBe("success");
    expect(host.turns.map((t) => `${t.stepId} ${t.options.sandbox} ${t.options.approvalPolicy} ${t.threadId}`)).toEqual(
      ["review read-only never undefined", "finalize read-only never undefined"],
    );
    expect(host.turns[0]?.prompt).toContain("+{{spec}}\n");
    expect(host.artifacts.get("reviewed.diff")).toContain("+{{spec}}\n");
    expect(host.turns[1]?.prompt).toContain(JSON.stringify(REVIEW.findings[0]?.description).slice(1, -1));
    expect(host.report).toContain("| **high** |");
    expect(host.report).toContain("## What was looked at\n\nUncommitted changes, against the last commit.");
    expect(host.report).toContain("| `src/a.ts` | +1 | −1 |");
  });
  it("ends with words where there is nothing to review", async () => {
    const { host, outcome } = await startBuiltin("review", {
      ...options(),
      path: repo,
      capture: (argv) => capture(argv, 1024 * 1024),
    });
    expect(outcome).toMatchObject({
      status: "failed",
      reason: "nothing_to_do",
      detail: expect.stringContaining("nothing to review"),
    });
    expect(host.turns).toEqual([]);
  });
});
