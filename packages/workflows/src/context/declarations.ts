/** What a file declares, by light expressions per language: enough for a map, no parser. */
const JS =
  /^(?:export\s+(?:default\s+)?)(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(?:function\*?|class|interface|type|enum|const|let|namespace)\s+([A-Za-z_$][\w$]*)/gm;
const JS_OLD = /^(?:module\.)?exports\.([A-Za-z_$][\w$]*)\s*=/gm;
const PATTERNS: [extensions: string, patterns: RegExp[]][] = [
  ["ts tsx mts cts js jsx mjs cjs vue svelte astro", [JS, JS_OLD]],
  ["py pyi", [/^(?:async\s+)?(?:def|class)\s+([A-Za-z_]\w*)/gm]],
  ["go", [/^func\s+(?:\([^)\n]{0,80}\)\s*)?([A-Za-z_]\w*)/gm, /^type\s+([A-Za-z_]\w*)/gm]],
  [
    "rs",
    [
      /^\s{0,4}pub(?:\([a-z]+\))?\s+(?:async\s+|unsafe\s+|const\s+)*(?:fn|struct|enum|trait|mod|type|const|static)\s+([A-Za-z_]\w*)/gm,
    ],
  ],
  [
    "java kt kts scala cs swift dart",
    [
      /^\s{0,4}(?:[a-z@]+\s+){0,6}(?:class|interface|enum|record|object|struct|protocol|trait|fun|func)\s+([A-Za-z_]\w*)/gm,
    ],
  ],
  ["rb rake", [/^\s{0,6}(?:class|module|def)\s+([A-Za-z_][\w.?!]*)/gm]],
  ["php", [/^\s{0,4}(?:[a-z]+\s+){0,4}(?:class|interface|trait|function)\s+([A-Za-z_]\w*)/gm]],
  [
    "c h cc cpp hpp hh cxx hxx",
    [
      /^(?:class|struct|enum|namespace)\s+([A-Za-z_]\w*)/gm,
      /^[A-Za-z_][\w *&:<>]{0,80}[ *&]([A-Za-z_]\w*)\([^;\n]{0,200}$/gm,
    ],
  ],
  ["ex exs", [/^\s{0,4}(?:defmodule|def)\s+([A-Za-z_][\w.?!]*)/gm]],
  ["sh bash", [/^(?:function\s+)?([A-Za-z_]\w*)\s*\(\)/gm]],
  ["md mdx", [/^#{1,2}\s+(.{1,60})$/gm]],
  ["proto graphql gql", [/^(?:message|service|enum|type|interface|input)\s+([A-Za-z_]\w*)/gm]],
];
const BY_EXTENSION = new Map(
  PATTERNS.flatMap(([list, patterns]) => list.split(" ").map((e) => [e, patterns] as const)),
);
const NAMES_MAX = 40;

/** True where `declarations` knows the language. */
export function declares(path: string): boolean {
  return BY_EXTENSION.has(extension(path));
}

/** Names that the file declares, in its order, without repetition. */
export function declarations(path: string, text: string): string[] {
  const found: { name: string; at: number }[] = [];
  for (const pattern of BY_EXTENSION.get(extension(path)) ?? [])
    for (const match of text.matchAll(pattern)) found.push({ name: match[1]?.trim() ?? "", at: match.index });
  found.sort((a, b) => a.at - b.at);
  return [...new Set(found.map((f) => f.name))].filter((name) => name !== "").slice(0, NAMES_MAX);
}

function extension(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1).toLowerCase();
}
