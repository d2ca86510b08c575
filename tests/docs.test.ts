import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { EVENT_TYPES, Item, RunEvent, SETTINGS } from "@codex-toolloop/protocol";
import { describe, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "..");
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const markdown = [
  "README.md",
  "ARCHITECTURE.md",
  "CHANGELOG.md",
  ...readdirSync(join(ROOT, "docs"), { recursive: true }).map((f) => `docs/${String(f)}`),
].filter((f) => f.endsWith(".md"));

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
