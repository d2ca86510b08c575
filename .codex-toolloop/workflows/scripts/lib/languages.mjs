import { basename, extname } from "node:path";

const BY_EXTENSION = {
  c: "C",
  cc: "C++",
  cpp: "C++",
  cs: "C#",
  css: "CSS",
  go: "Go",
  h: "C",
  hpp: "C++",
  html: "HTML",
  java: "Java",
  js: "JavaScript",
  json: "JSON",
  jsonl: "JSON",
  jsx: "JavaScript",
  kt: "Kotlin",
  lua: "Lua",
  md: "Markdown",
  mjs: "JavaScript",
  php: "PHP",
  pl: "Perl",
  py: "Python",
  rb: "Ruby",
  rs: "Rust",
  scss: "CSS",
  sh: "Shell",
  sql: "SQL",
  svelte: "Svelte",
  swift: "Swift",
  toml: "TOML",
  ts: "TypeScript",
  tsx: "TypeScript",
  txt: "Text",
  vue: "Vue",
  xml: "XML",
  yaml: "YAML",
  yml: "YAML",
};
const BY_NAME = { Dockerfile: "Docker", Makefile: "Make", "go.mod": "Go", "go.sum": "Go" };

/** The language of a file, by its name. */
export function languageOf(path) {
  return BY_NAME[basename(path)] ?? BY_EXTENSION[extname(path).slice(1).toLowerCase()] ?? "Other";
}
