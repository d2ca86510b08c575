import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { workflowJsonSchema } from "../src/index.ts";
import { errors, parseAll } from "./support/parse-definition.ts";

const ROOT = resolve(import.meta.dirname, "../../..");
function yamlIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => `${folder}/${name}`);
}

describe("what is published", () => {
  it("docs/workflow.schema.json is the schema of the code (vitest -u writes it)", async () => {
    const text = `${JSON.stringify(workflowJsonSchema(), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot(join(ROOT, "docs/workflow.schema.json"));
  });
  const files = [
    ...yamlIn(".codex-toolloop/workflows").map((file) => [file, "../../docs/workflow.schema.json"]),
    ...yamlIn("docs/samples").map((file) => [file, "../workflow.schema.json"]),
  ] as const;
  it.each(files)("%s holds valid definitions only, and names its schema", (file, schema) => {
    const text = readFileSync(join(ROOT, file), "utf8");
    expect(errors(text)).toEqual([]);
    expect(text.split("\n")[0]).toBe(`# yaml-language-server: $schema=${schema}`);
  });

  it("the sample registry has five scripts, with the arguments and timeouts that its README lists", () => {
    const text = readFileSync(join(ROOT, "docs/samples/stages.yaml"), "utf8");
    const readme = readFileSync(join(ROOT, "docs/samples/README.md"), "utf8");
    const found = parseAll(text).flatMap((p) => (p.ok ? [p.definition] : []));
    const stage = { retries: ["--retries", "integer", 1, 10], leaf_progress: ["--leaf-progress", "boolean"] };
    const told = found.map(({ name, kind, timeoutSeconds, inputs }) => {
      const args = Object.entries(inputs).map(([key, i]) => [
        key,
        [i.flag, i.type, ...(i.type === "integer" ? [i.min, i.max] : [])],
      ]);
      return [name, kind, timeoutSeconds, Object.fromEntries(args)];
    });
    expect(told).toEqual([
      ["masteragent.full", "script", 7200, { ...stage, verbose: ["--verbose", "boolean"] }],
      ["nb.stage", "script", 3600, stage],
      ["bts.stage", "script", 3600, stage],
      ["stcc.stage", "script", 3600, stage],
      ["ic.stage", "script", 3600, stage],
    ]);
    for (const { name } of found) expect(readme).toContain(`| \`${name}\` |`);
  });
  it("every complete example in docs/workflows.md is a valid definition", () => {
    const text = readFileSync(join(ROOT, "docs/workflows.md"), "utf8");
    const blocks = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)]
      .map((m) => m[1] ?? "")
      .filter((b) => /^name: /m.test(b));
    expect(blocks.length).toBeGreaterThanOrEqual(1);
    for (const block of blocks) expect(errors(block)).toEqual([]);
  });
});
