import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { EVENT_TYPES, Item, RunEvent, SETTINGS } from "@codex-toolloop/protocol";
import { buildCatalog } from "@codex-toolloop/workflows";
import { describe, expect, it } from "vitest";
import { ROUTES } from "../apps/ui/server/api/routes.ts";

const ROOT = resolve(import.meta.dirname, "..");
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const markdown = [
  "README.md",
  "ARCHITECTURE.md",
  "CHANGELOG.md",
  ...readdirSync(join(ROOT, "docs"), { recursive: true }).map((f) => `docs/${String(f)}`),
].filter((f) => f.endsWith(".md"));

const builtinEntries = () => buildCatalog({ storeFiles: [], workspaceFiles: [], allowed: undefined }).entries;

describe("documents tell the truth", () => {
  const samples = [...read("docs/events.md").matchAll(/```json\n(.+)\n```/g)].map(
    (m) => JSON.parse(m[1] ?? "") as unknown,
  );

  it("every sample of docs/events.md is an event, and every type and item kind has one", () => {
    const events = samples.map((s) => RunEvent.parse(s));
    expect([...new Set(events.map((e) => e.type))].sort()).toEqual([...EVENT_TYPES].sort());
    const kinds = events.flatMap((e) => (e.type === "item.finished" ? [e.item.kind] : []));
    expect([...new Set(kinds)].sort()).toEqual(Item.options.map((o) => o.shape.kind.value).sort());
  });

  it("every setting stands in docs/settings.md with its variable and default", () => {
    const text = read("docs/settings.md");
    for (const [name, row] of Object.entries(SETTINGS)) {
      const line = text.split("\n").find((l) => l.includes(`\`${name}\``)) ?? "";
      expect(line, name).toContain(`\`${row.env}\``);
      const { fallback } = row as { fallback: unknown };
      const none = fallback === undefined || fallback === "" || (Array.isArray(fallback) && fallback.length === 0);
      expect(line, name).toContain(none ? "| none |" : `| \`${fallback}\` |`);
      expect(line, name).toContain(row.doc);
    }
  });

  it("every file and folder that ARCHITECTURE.md names is there", () => {
    const named = [...read("ARCHITECTURE.md").matchAll(/`((?:apps|packages|tests|docs|bench)\/[^`\s…]+)`/g)].map(
      (m) => m[1] ?? "",
    );
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it("every route of the API has its row in docs/http-api.md", () => {
    const rows = read("docs/http-api.md");
    const paths = Object.keys(ROUTES).map((path) => path.replace("*path", "<path>").replace(/:\w+/g, ":id"));
    expect(paths.length).toBeGreaterThan(10);
    const told = (path: string) => rows.includes(path) || rows.includes(`…${path.replace("/api/runs/:id", "")}`);
    expect(paths.filter((path) => !told(path))).toEqual([]);
  });

  it("every built-in workflow and each of its inputs stands in docs/workflows.md", () => {
    const text = read("docs/workflows.md");
    for (const { definition } of builtinEntries()) {
      const line = text.split("\n").find((l) => l.startsWith(`| \`${definition.name}\``)) ?? "";
      for (const input of Object.keys(definition.inputs)) expect(line, definition.name).toContain(`\`${input}\``);
      expect(line, definition.name).not.toBe("");
    }
  });

  it.each(markdown)("links of %s lead somewhere", (file) => {
    const dead = [...read(file).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
      .map((m) => m[1] ?? "")
      .filter((link) => !existsSync(resolve(ROOT, dirname(file), link)));
    expect(dead).toEqual([]);
  });

  it("the README is at most 120 lines, ARCHITECTURE at most 200, a decision at most 40", () => {
    expect(read("README.md").split("\n").length).toBeLessThanOrEqual(121);
    expect(read("ARCHITECTURE.md").split("\n").length).toBeLessThanOrEqual(201);
    for (const f of markdown.filter((m) => m.startsWith("docs/decisions/")))
      expect(read(f).split("\n").length, f).toBeLessThanOrEqual(41);
  });
});
