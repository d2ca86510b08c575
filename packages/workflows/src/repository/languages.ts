const GROUPS: [string, string][] = [
  ["TypeScript", "ts tsx mts cts"],
  ["JavaScript", "js jsx mjs cjs"],
  ["Python", "py pyi"],
  ["Rust", "rs"],
  ["Go", "go"],
  ["Java", "java"],
  ["Kotlin", "kt kts"],
  ["Scala", "scala"],
  ["Swift", "swift"],
  ["C", "c h"],
  ["C++", "cc cpp cxx hpp hh hxx"],
  ["C#", "cs"],
  ["Ruby", "rb rake gemspec"],
  ["PHP", "php"],
  ["Perl", "pl pm t"],
  ["Lua", "lua"],
  ["Elixir", "ex exs"],
  ["Erlang", "erl hrl"],
  ["Haskell", "hs"],
  ["OCaml", "ml mli"],
  ["Clojure", "clj cljs cljc edn"],
  ["Dart", "dart"],
  ["R", "r"],
  ["Julia", "jl"],
  ["Zig", "zig"],
  ["Shell", "sh bash zsh fish"],
  ["PowerShell", "ps1 psm1"],
  ["SQL", "sql"],
  ["HTML", "html htm"],
  ["CSS", "css scss sass less"],
  ["Vue", "vue"],
  ["Svelte", "svelte"],
  ["Astro", "astro"],
  ["Markdown", "md mdx markdown"],
  ["reStructuredText", "rst"],
  ["Text", "txt"],
  ["JSON", "json jsonc json5 jsonl"],
  ["YAML", "yaml yml"],
  ["TOML", "toml"],
  ["XML", "xml xsd xsl"],
  ["Protocol Buffers", "proto"],
  ["GraphQL", "graphql gql"],
  ["Terraform", "tf tfvars"],
  ["Nix", "nix"],
  ["CSV", "csv tsv"],
  ["SVG", "svg"],
];
const BY_EXTENSION = new Map(GROUPS.flatMap(([name, list]) => list.split(" ").map((e) => [e, name] as const)));
const BY_NAME = new Map([
  ["Makefile", "Make"],
  ["GNUmakefile", "Make"],
  ["Dockerfile", "Docker"],
  ["Containerfile", "Docker"],
  ["CMakeLists.txt", "CMake"],
  ["Rakefile", "Ruby"],
  ["Gemfile", "Ruby"],
]);
const BINARY = new Set(
  "png jpg jpeg gif webp avif ico bmp tiff pdf zip gz tgz bz2 xz zst 7z rar jar war woff woff2 ttf otf eot mp3 mp4 mov webm ogg wav flac wasm so dylib dll exe o a class pyc sqlite db bin dat psd".split(
    " ",
  ),
);
/** Written by tools: they count as bytes, and would drown everything else as lines. */
const GENERATED =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lock|Cargo\.lock|go\.sum|poetry\.lock|uv\.lock|composer\.lock|Gemfile\.lock)$|\.min\.(?:js|css)$|\.map$/;

/** The language of a file by its name; "Other" where the name says nothing. */
export function languageOf(path: string): string {
  const base = path.slice(path.lastIndexOf("/") + 1);
  return BY_NAME.get(base) ?? BY_EXTENSION.get(extensionOf(base)) ?? "Other";
}

/** True for a file whose name says that it holds no text. */
export function isBinaryName(path: string): boolean {
  return BINARY.has(extensionOf(path));
}

/** True for lock files, minified files and source maps. */
export function isGenerated(path: string): boolean {
  return GENERATED.test(path);
}

function extensionOf(path: string): string {
  const base = path.slice(path.lastIndexOf("/") + 1);
  const dot = base.lastIndexOf(".");
  return dot > 0 ? base.slice(dot + 1).toLowerCase() : "";
}
