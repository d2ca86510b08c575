import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { git, makeRepo, writeFiles } from "../../../../../tests/support/git-repo.ts";
import { type TestDashboard, testDashboard } from "../../../test/test-dashboard.ts";
import { readRemote, withoutCredentials } from "../git/read-remote.ts";
import { findFiles } from "./find-files.ts";
import { listFiles } from "./list-files.ts";
import { scanRoots } from "./scan-roots.ts";

let t: TestDashboard;
let root: string;
/** A dashboard that may scan below `root`, which lies in a folder of its own. */
async function begin(roots: (dir: string) => string[] = (dir) => [join(dir, "src")]) {
  await t?.close();
  t = await testDashboard();
  root = join(t.dir, "src");
  await writeFile(join(t.store.root, "config.yaml"), `workspaceRoots: ${JSON.stringify(roots(t.dir))}\n`);
}
beforeEach(() => begin());
afterEach(() => t.close());

describe("the scan", () => {
  it("finds git folders four levels deep, with remote and name, and says which are registered", async () => {
    await makeRepo(join(root, "a"));
    await git(join(root, "a"), "remote", "add", "upstream", "https://h.example/up.git");
    await git(join(root, "a"), "remote", "add", "origin", "https://ada:s3cret@h.example/a.git");
    await makeRepo(join(root, "x/y/z/deep"));
    await makeRepo(join(root, "1/2/3/4/5/too-deep"));
    const known = await t.store.workspaces.add(join(root, "a"));
    expect(await t.dashboard.agents.scan()).toEqual({
      roots: [{ path: root }],
      folders: [
        { path: join(root, "a"), suggested_name: "a", remote: "https://h.example/a.git", workspace_id: known.id },
        { path: join(root, "x/y/z/deep"), suggested_name: "deep", remote: null, workspace_id: null },
      ],
      truncated: false,
    });
  });

  it("takes a worktree's .git file, does not look inside a checkout, and tells two of one name apart", async () => {
    await makeRepo(join(root, "one/app"));
    await git(join(root, "one/app"), "remote", "add", "origin", "git@h.example:one/app.git");
    await makeRepo(join(root, "one/app/inner"));
    await git(join(root, "one/app"), "worktree", "add", "--quiet", join(root, "two/app"));
    const { folders } = await t.dashboard.agents.scan();
    expect(folders.map((f) => [f.path, f.suggested_name, f.remote])).toEqual([
      [join(root, "one/app"), "one/app", "git@h.example:one/app.git"],
      [join(root, "two/app"), "two/app", "git@h.example:one/app.git"],
    ]);
  });

  it("enters no link, no hidden folder, no node_modules, and not the store", async () => {
    await begin((dir) => [dir]);
    for (const path of [".hidden/a", "node_modules/b", "store/workspaces/c"]) await makeRepo(join(t.dir, path));
    await makeRepo(join(t.dir, "real"));
    await symlink(t.dir, join(t.dir, "loop"));
    await symlink(join(t.dir, "real"), join(t.dir, "link"));
    const { folders } = await t.dashboard.agents.scan();
    expect(folders.map((f) => f.path)).toEqual([join(t.dir, "real")]);
  });

  it("looks below a root that is a checkout itself", async () => {
    await makeRepo(root);
    await makeRepo(join(root, "inner"));
    expect((await t.dashboard.agents.scan()).folders.map((f) => f.path)).toEqual([root, join(root, "inner")]);
  });

  it("says which setting is missing, and which root is wrong", async () => {
    await begin(() => []);
    expect(await t.dashboard.agents.scan()).toMatchObject({
      roots: [],
      problem: expect.stringContaining("workspaceRoots"),
    });
    await begin((dir) => [join(dir, "nowhere")]);
    expect((await t.dashboard.agents.scan()).roots).toMatchObject([{ problem: expect.stringContaining("no folder") }]);
  });

  it("ends at its bounds, and says that there may be more", async () => {
    for (let i = 0; i < 30; i++) await mkdir(join(root, `f${i}`), { recursive: true });
    const bounds = { depth: 4, folders: 10, ms: 3000 };
    expect(await scanRoots(t.dashboard, bounds)).toMatchObject({ folders: [], truncated: true });
    expect(await scanRoots(t.dashboard, { ...bounds, folders: 5000, ms: 0 })).toMatchObject({ truncated: true });
  });

  it.each([
    ["https://ada:s3cret@h.example/x", "https://h.example/x"],
    ["https://token@h.example/x?private_token=y#z", "https://h.example/x"],
    ["https://a:b@c@h.example/x", "https://h.example/x"],
    ["ssh://git:s3cret@h.example/x", "ssh://git@h.example/x"],
    ["ssh://git@h.example/x", "ssh://git@h.example/x"],
    ["git@h.example:a/b.git", "git@h.example:a/b.git"],
    ["/srv/a@b", "/srv/a@b"],
  ])("shows the remote %s without its credentials", (url, shown) => expect(withoutCredentials(url)).toBe(shown));

  it("a configuration that is no file, or too large, is none", async () => {
    await mkdir(join(root, "a/.git/config"), { recursive: true });
    await writeFiles(root, { "b/.git/config": `[remote "origin"]\nurl = x\n${"#".repeat(70_000)}` });
    expect([await readRemote(join(root, "a")), await readRemote(join(root, "b"))]).toEqual([null, null]);
  });
});

describe("files for @path", () => {
  it("of a checkout are those that git knows or would add, and that are there", async () => {
    await makeRepo(root, { "a.ts": "", "src/b.ts": "", "gone.ts": "", ".gitignore": "*.log\n" });
    await rm(join(root, "gone.ts"));
    await writeFiles(root, { "new ü.ts": "", "x.log": "" });
    expect((await listFiles(root)).sort()).toEqual([".gitignore", "a.ts", "new ü.ts", "src/b.ts"]);
    // Of a folder inside it: its own, from there.
    expect(await listFiles(join(root, "src"))).toEqual(["b.ts"]);
  });

  it("of any other folder are those of a walk, and never outside of it", async () => {
    await writeFiles(t.dir, { "secret.txt": "", "src/a.txt": "", "src/d/b.txt": "", "src/node_modules/x.txt": "" });
    await symlink(t.dir, join(root, "out"));
    await symlink(join(t.dir, "secret.txt"), join(root, "link.txt"));
    expect(await listFiles(root)).toEqual(["a.txt", "d/b.txt"]);
    expect(await listFiles(join(root, "nowhere"))).toEqual([]);
  });

  it.each<[string, string[]]>([
    ["button", ["ui/button.tsx", "ui/Button.test.tsx", "docs/button/index.md"]],
    ["BTN", ["ui/button.tsx", "ui/Button.test.tsx", "docs/button/index.md"]],
    ["ui/bu", ["ui/button.tsx", "ui/Button.test.tsx"]],
    ["zzz", []],
    ["", ["README", "ui/button.tsx", "ui/Button.test.tsx", "docs/button/index.md"]],
  ])("%j finds the best first", (q, found) => {
    const paths = ["docs/button/index.md", "ui/Button.test.tsx", "README", "ui/button.tsx"];
    expect(findFiles(paths, q, 10)).toEqual(found);
    expect(findFiles(paths, q, 1)).toEqual(found.slice(0, 1));
  });

  it("stay quick for 50,000 paths", () => {
    const paths = Array.from({ length: 50_000 }, (_, i) => `packages/p${i % 100}/src/deep/file-${i}.ts`);
    const started = performance.now();
    expect(findFiles(paths, "file-4999", 8)[0]).toContain("file-4999.ts");
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
