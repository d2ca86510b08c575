import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { placeOf, whereIs } from "../../src/claude/permit/where-is.ts";

describe("where a path really lies", () => {
  let base = "";
  let cwd = "";
  beforeAll(() => {
    base = realpathSync(mkdtempSync(join(tmpdir(), "toolloop-where-")));
    cwd = join(base, "work");
    mkdirSync(join(cwd, "src"), { recursive: true });
    mkdirSync(join(cwd, ".git"));
    mkdirSync(join(base, "work-beside"));
    writeFileSync(join(base, "secret"), "");
    symlinkSync(base, join(cwd, "up"));
    symlinkSync(join(base, "secret"), join(cwd, "src", "linked"));
    symlinkSync(join(base, "not-yet"), join(cwd, "dangling"));
    symlinkSync("src/new.ts", join(cwd, "dangling-inside"));
    symlinkSync("loop", join(cwd, "loop"));
    symlinkSync(".git", join(cwd, "innocent"));
  });
  afterAll(() => rmSync(base, { recursive: true, force: true }));

  it.each([
    ["src/a.ts", "inside"],
    ["src/new/deep/a.ts", "inside"],
    [".", "inside"],
    ["src/../src/a.ts", "inside"],
    ["dangling-inside", "inside"],
    ["..", "outside"],
    ["src/../../secret", "outside"],
    ["/etc/passwd", "outside"],
    ["~/.ssh/id_ed25519", "outside"],
    ["up/secret", "outside"],
    ["up/new.txt", "outside"],
    ["src/linked", "outside"],
    ["dangling", "outside"],
    ["loop", "outside"],
    ["up/work/src/a.ts", "inside"],
    ["src/linked/below-a-file", "outside"],
    [".git/hooks/pre-commit", "protected"],
    ["innocent/config", "protected"],
    [".claude/settings.json", "protected"],
    [".codex-toolloop/workflows/x.yaml", "protected"],
    [".codex/config.toml", "protected"],
    ["src/vendored/.git/hooks/post-checkout", "protected"],
    // The same folder where a file system knows no upper case.
    [".GIT/config", "protected"],
    [".gitignore", "inside"],
    ["src/.github/x.yaml", "inside"],
  ])("%s is %s", (path, place) => {
    expect(whereIs(cwd, path)).toBe(place);
  });

  it("a folder whose name only begins the same is outside", () => {
    expect(whereIs(cwd, join(base, "work-beside", "a"))).toBe("outside");
    expect(whereIs(cwd, join(cwd, "src", "a.ts"))).toBe("inside");
  });

  it("reads the path from the arguments of a tool", () => {
    expect(placeOf(cwd, "Write", { file_path: join(base, "x") })).toBe("outside");
    expect(placeOf(cwd, "NotebookEdit", { notebook_path: join(cwd, "a.ipynb") })).toBe("inside");
    expect(placeOf(cwd, "Grep", { pattern: "x" })).toBe("inside");
    expect(placeOf(cwd, "Grep", { pattern: "x", path: ".." })).toBe("outside");
    expect(placeOf(cwd, "Glob", { pattern: "**/*.ts" })).toBe("inside");
    expect(placeOf(cwd, "Glob", { pattern: "/etc/*" })).toBe("outside");
    expect(placeOf(cwd, "Glob", { pattern: "src/../../*" })).toBe("outside");
    expect(placeOf(cwd, "Bash", { command: "ls" })).toBeUndefined();
    expect(placeOf(cwd, "Edit", "not an object")).toBe("outside");
    // Of several paths no tool is trusted to take the first.
    expect(placeOf(cwd, "NotebookEdit", { file_path: "a", notebook_path: "/etc/a" })).toBe("outside");
    expect(placeOf(cwd, "Write", { file_path: ".git/config", path: "a" })).toBe("protected");
  });
});
