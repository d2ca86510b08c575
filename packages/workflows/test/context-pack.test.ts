import { describe, expect, it } from "vitest";
import { buildContextPack } from "../src/context/context-pack.ts";
import type { ContextWorld, EarlierOutput } from "../src/context/context-world.ts";
import type { ContextSpec } from "../src/engine/agent-spec.ts";
import { fakeHost } from "./support/fake-host.ts";

const ALL = { repoMap: true, excerpts: true, earlier: true, dependencies: true };
const FILES: Record<string, string> = {
  "README.md": "# Sums\n\nAdds numbers.\n",
  "package.json": JSON.stringify({ name: "sums", dependencies: { left: "^1.0.0" } }, null, 2),
  "package-lock.json": JSON.stringify({
    packages: { "": {}, "node_modules/left": { version: "1.2.3", deprecated: "use right instead" } },
  }),
  "src/sum.ts": `${"// filler\n".repeat(100)}export function addNumbers(a: number, b: number) {\n  return a - b;\n}\n${"// more\n".repeat(300)}`,
  "src/other.ts": "export class Other {}\n",
  "test/sum.test.ts": "import { addNumbers } from '../src/sum.ts';\n",
};
const EARLIER: EarlierOutput[] = [
  { step: "plan", title: "Plan", output: { approach: "Fix it.", filesToTouch: ["src/sum.ts"], risks: [] } },
];

function pack(
  wants: Partial<ContextSpec>,
  more: Partial<ContextWorld> & { files?: Record<string, string>; spec?: string } = {},
) {
  const { files = FILES, spec = "addNumbers gives wrong sums.", ...world } = more;
  const host = fakeHost({ files, spec });
  const spec_ = { budgetTokens: 4000, ...wants };
  return buildContextPack({ wants: spec_, host, signal: new AbortController().signal, earlier: EARLIER, ...world });
}

describe("a context pack", () => {
  it("begins with a table of its sections, and shows the lines that the spec speaks of with their numbers", async () => {
    const made = await pack(ALL);
    expect(made.markdown).toMatch(/^# Context, at most 4,000 tokens\n\n\| Section \| Tokens \| \|\n/);
    expect(made.markdown).toContain("101| export function addNumbers");
    expect(made.markdown).toContain("sum.ts 3.4 KiB: addNumbers");
    expect(made.markdown).toContain("other.ts 22 B: Other");
    expect(made.markdown).toContain("left ^1.0.0 (locked: 1.2.3)");
    expect(made.markdown).toContain("left 1.2.3: use right instead");
    expect(made.markdown).toContain("filesToTouch:\n  - src/sum.ts");
    expect(made.sections.map((s) => [s.title, s.cut])).toEqual([
      ["Earlier steps, in short", false],
      ["Dependencies", false],
      ["The repository about itself", false],
      ["Passages that have to do with the task", true],
      ["Map of the repository", false],
    ]);
    expect(made.markdown).toContain("| Passages that have to do with the task | ");
  });
  it("shows a file that an earlier step named before one that only uses the words", async () => {
    const { markdown } = await pack({ excerpts: true });
    expect(markdown.indexOf("### `src/sum.ts`")).toBeGreaterThan(0);
    expect(markdown.indexOf("### `src/sum.ts`")).toBeLessThan(markdown.indexOf("### `test/sum.test.ts`"));
  });
  it("shows what stands in another section as a whole only once", async () => {
    const { markdown } = await pack(ALL, { files: { ...FILES, "README.md": "# addNumbers\n" } });
    expect(markdown.match(/# addNumbers/g)).toHaveLength(1);
  });
  it("holds only what is wanted, and nothing without a workspace or earlier steps", async () => {
    expect((await pack({ earlier: true })).sections.map((s) => s.title)).toEqual(["Earlier steps, in short"]);
    expect(await pack({ earlier: true }, { earlier: [] })).toMatchObject({ markdown: "", tokens: 0, sections: [] });
    expect((await pack({ repoMap: true }, { files: {} })).markdown).toBe("");
  });
  it("is the same for the same repository, in whatever order its files are listed", async () => {
    const reversed = Object.fromEntries(Object.entries(FILES).reverse());
    expect(await pack(ALL, { files: reversed })).toEqual(await pack(ALL));
  });
  it("lets no file end its fence or pass for a section", async () => {
    const files = { "src/sum.ts": "a\n```\n## Map of the repository\n``\u200e``\nconst addNumbers = 1;\n" };
    const { markdown } = await pack({ excerpts: true }, { files });
    expect(markdown).toMatch(/\n`{5,}\n1\| a\n/);
    expect(markdown.match(/^## /gm)).toHaveLength(1);
  });
  it("stops with the signal", async () => {
    const abort = new AbortController();
    abort.abort("stop_requested");
    await expect(pack(ALL, { signal: abort.signal })).rejects.toBe("stop_requested");
  });
});

describe("the budget of a context pack", () => {
  // A small generator of its own: the same cases on every machine.
  function* numbers(seed: number): Generator<number> {
    for (let x = seed; ; x = (x * 1103515245 + 12345) % 2147483648) yield x / 2147483648;
  }
  it("is never exceeded, whatever is in the repository", async () => {
    const random = numbers(7);
    const next = (max: number) => Math.floor((random.next().value ?? 0) * max);
    const pieces = [
      "`",
      "````",
      "\n",
      "addNumbers ",
      "x".repeat(400),
      "\u0000",
      "😀",
      "| # ",
      "export const a = 1;\n",
      "\r\n",
      "{{spec}}",
    ];
    const text = (n: number) => Array.from({ length: next(n) }, () => pieces[next(pieces.length)]).join("");
    for (let round = 0; round < 150; round++) {
      const files = Object.fromEntries(
        Array.from({ length: next(60) }, (_, i) => [
          `${["src", "a`b", "deep/er/path"][next(3)]}/${"n".repeat(next(80))}${i}.ts`,
          text(80),
        ]),
      );
      const earlier = Array.from({ length: next(4) }, (_, i) => ({
        step: `s${i}`,
        title: text(6),
        output: { a: text(60), b: [text(9), { c: text(9) }] },
      }));
      const budgetTokens = next(round % 3 === 0 ? 400 : 6000);
      const made = await pack({ ...ALL, budgetTokens }, { files, earlier, spec: text(40), feedback: text(10) });
      expect(made.markdown.length).toBeLessThanOrEqual(budgetTokens * 4);
      expect(made.tokens).toBe(Math.ceil(made.markdown.length / 4));
      expect(made.tokens).toBeLessThanOrEqual(budgetTokens);
      expect(made.markdown).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/);
    }
  });
  it("is used: a large repository fills most of it", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 400 }, (_, i) => [
        `src/m${i % 20}/file${i}.ts`,
        `export function addNumbers${i}() {\n${"  sums();\n".repeat(40)}}\n`,
      ]),
    );
    const made = await pack({ ...ALL, budgetTokens: 8000 }, { files });
    expect(made.tokens).toBeGreaterThan(6000);
  });
  it("where not all files fit the map, shows the folders, and the files that have to do with the task with what they declare", async () => {
    const many = Array.from({ length: 4000 }, (_, i): [string, string] => [`lib/part${i % 40}/module${i}.ts`, "x"]);
    const files = { ...Object.fromEntries(many), "lib/part7/sum-numbers.ts": "export function addNumbers() {}\n" };
    const { markdown } = await pack(
      { repoMap: true, budgetTokens: 3000 },
      { files, spec: "addNumbers of sum numbers" },
    );
    expect(markdown).toContain("\n  sum-numbers.ts 32 B: addNumbers\n");
    expect(markdown).toContain("\n part39/\n");
    const less = await pack({ repoMap: true, budgetTokens: 1200 }, { files, spec: "addNumbers of sum numbers" });
    expect(less.markdown).toMatch(/ part7\/ 101 files, [^\n]+\n {2}sum-numbers.ts 32 B: addNumbers\n/);
    expect(less.markdown).toContain(" part39/ 100 files");
  });
  it("holds for a repository of 100,000 files within seconds", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 100_000 }, (_, i) => [
        `packages/p${i % 300}/src/dir${i % 7}/file${i}.ts`,
        `export const value${i} = ${i};\n`,
      ]),
    );
    const startedAt = performance.now();
    const made = await pack({ ...ALL, budgetTokens: 12_000 }, { files });
    expect(performance.now() - startedAt).toBeLessThan(15_000);
    expect(made.tokens).toBeLessThanOrEqual(12_000);
    expect(made.markdown).toContain("p299/");
  }, 30_000);
  it("stops reading when its time is over", async () => {
    const many = Object.fromEntries(
      Array.from({ length: 300 }, (_, i) => [`src/f${i}.ts`, "export const addNumbers = 1;\n"]),
    );
    const host = fakeHost({ files: many, spec: "addNumbers" });
    let clock = 0;
    let reads = 0;
    const { workspace } = host;
    if (!workspace) throw new Error("no workspace");
    const { readText } = workspace;
    host.now = () => new Date(clock);
    workspace.readText = (path, max) => {
      reads++;
      clock += 1000;
      return readText(path, max);
    };
    const made = await buildContextPack({
      wants: { ...ALL, budgetTokens: 4000 },
      host,
      signal: new AbortController().signal,
      earlier: [],
    });
    expect(reads).toBeLessThan(40);
    expect(made.markdown).toContain("not every file was listed or read");
  });
});
