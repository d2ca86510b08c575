import { mdCode } from "../report/markdown.ts";
import { count } from "../text.ts";
import { fencedLines } from "./fenced-lines.ts";
import type { RepoFiles } from "./repo-files.ts";

const README = /^readme(?:\.(?:md|markdown|rst|txt))?$/i;
const MANIFESTS = [
  "package.json",
  "pyproject.toml",
  "Cargo.toml",
  "go.mod",
  "Makefile",
  "composer.json",
  "Gemfile",
  "pom.xml",
];
/** Where people tell agents and newcomers how this repository wants to be worked on. */
const GUIDES = ["AGENTS.md", "CLAUDE.md", "CONTRIBUTING.md"];
const README_LINES = 40;
const MANIFEST_LINES = 60;

/**
 * What the repository says about itself at its root: guides for whoever works on it, the manifest, the head of the README.
 * @returns besides the text which files it holds as a whole.
 */
export async function repositoryFacts(
  repo: RepoFiles,
  max: number,
): Promise<{ text: string; cut: boolean; whole: string[] }> {
  const root = repo.readable.map((f) => f.path).filter((path) => !path.includes("/"));
  const order = [
    ...GUIDES.filter((name) => root.includes(name)).map((path) => ({ path, lines: README_LINES })),
    ...MANIFESTS.filter((name) => root.includes(name)).map((path) => ({ path, lines: MANIFEST_LINES })),
    ...root.filter((name) => README.test(name)).map((path) => ({ path, lines: README_LINES })),
  ];
  const texts = await repo.read(order.map((o) => o.path));
  const parts: string[] = [];
  let room = max;
  let cut = false;
  const whole: string[] = [];
  for (const [i, { path, lines: most }] of order.entries()) {
    const text = texts[i];
    if (text === null || text === undefined) continue;
    const lines = text.trimEnd().split(/\r?\n/);
    const heading = `### ${mdCode(path)}${lines.length > most ? ` (first ${most} of ${count(lines.length, "line")})` : ""}\n\n`;
    // No file may take what the others need: each gets at most half of what is left.
    const body = fencedLines(
      lines.slice(0, most),
      Math.floor((i === order.length - 1 ? room : room / 2) - heading.length - 2),
    );
    cut ||= body.cut || lines.length > most;
    if (body.text === "") continue;
    if (!body.cut && lines.length <= most) whole.push(path);
    parts.push(heading + body.text);
    room -= heading.length + body.text.length + 2;
  }
  return { text: parts.join("\n\n"), cut, whole };
}
