import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

interface Bundler {
  isStale(outDir: string, sources: string[]): boolean;
  bundleCli(options: { outDir: string }): Promise<{ files: string[] }>;
  CLI: { outDir: string; sources: string[] };
}
const bundler: Bundler = await import(new URL("../../../scripts/bundle.mjs", import.meta.url).href);

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "toolloop-bundle-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test("a bundle is stale without its stamp, and when a source is newer or was removed; never for lack of sources", () => {
  const [out, source] = [join(dir, "out"), join(dir, "src")];
  mkdirSync(out);
  mkdirSync(join(source, "deep"), { recursive: true });
  writeFileSync(join(source, "deep/a.ts"), "");
  expect(bundler.isStale(out, [source])).toBe(true);
  writeFileSync(join(out, ".bundle.json"), "{}");
  const age = (path: string, seconds: number) => utimesSync(path, 1_000_000 + seconds, 1_000_000 + seconds);
  age(join(out, ".bundle.json"), 100);
  for (const path of ["deep/a.ts", "deep", "."]) age(join(source, path), 50);
  expect(bundler.isStale(out, [source])).toBe(false);
  expect(bundler.isStale(out, [join(dir, "none")])).toBe(false);
  age(join(source, "deep/a.ts"), 101);
  expect(bundler.isStale(out, [source])).toBe(true);
  age(join(source, "deep/a.ts"), 50);
  age(join(source, "deep"), 101);
  expect(bundler.isStale(out, [source])).toBe(true);
});

test("bundles made at the same time leave one whole bundle and no leftovers", async () => {
  await Promise.all([1, 2, 3].map(() => bundler.bundleCli({ outDir: dir })));
  const files = readdirSync(dir);
  expect(files.filter((f) => f.endsWith(".tmp"))).toEqual([]);
  for (const f of ["main.mjs", "exec.mjs", "launcher.pl", "launcher.mjs"]) expect(files).toContain(f);
});

test("what a run process loads before run.started holds neither the YAML parser nor the file watcher", async () => {
  await bundler.bundleCli({ outDir: dir });
  const seen = new Set<string>();
  const load = (name: string) => {
    if (seen.has(name) || !existsSync(join(dir, name))) return;
    seen.add(name);
    const text = readFileSync(join(dir, name), "utf8");
    for (const [, path = ""] of text.matchAll(/(?:from|import)"\.\/([^"]+)"/g)) load(path);
  };
  load("exec.mjs");
  const text = [...seen].map((name) => readFileSync(join(dir, name), "utf8")).join("");
  expect(text).toContain("run.started");
  expect(text).not.toMatch(/YAMLMap|chokidar|RE2JS|Commander/);
  expect(text.length).toBeLessThan(300_000);
});
