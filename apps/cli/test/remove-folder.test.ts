import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { removeFolder } from "../src/exec/remove-folder.ts";

let base: string;
let root: string;
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), "toolloop-rm-")));
  root = join(base, "store");
  for (const folder of ["store/workspaces/half/.git", "store/runs", "mine"]) {
    mkdirSync(join(base, folder), { recursive: true });
    writeFileSync(join(base, folder, "file"), "x");
  }
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const left = () =>
  readdirSync(base, { recursive: true })
    .map(String)
    .filter((path) => path.endsWith("file"))
    .sort();

test("a half-made clone goes, also when it is gone already", async () => {
  for (let again = 0; again < 2; again++) await removeFolder(root, join(root, "workspaces/half"));
  expect(left()).toEqual(["mine/file", "store/runs/file"]);
});

test("nothing else does, whatever a request names; of a link only the link", async () => {
  const before = left();
  for (const path of ["workspaces", "workspaces/..", "workspaces/../runs", "workspaces/half/.git", "runs", "../mine"])
    for (const named of [join(root, path), `${root}/${path}`, path]) await removeFolder(root, named);
  symlinkSync(join(base, "mine"), join(root, "workspaces/link"));
  await removeFolder(root, join(root, "workspaces/link"));
  expect(left()).toEqual(before);
});
