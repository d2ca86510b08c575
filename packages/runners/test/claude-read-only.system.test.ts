import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { describeRealClaude } from "./support/claude-bench.ts";

const options = { sandbox: "read-only", approvalPolicy: "never" } as const;

describeRealClaude("read-only by force, where nobody is asked", (given) => {
  const ways = [
    ["by the SDK", () => given.bench.lookup],
    ["by the command", () => ({ ...given.bench.lookup, installRoots: [], claudeBin: given.program() })],
  ] as const;

  it.each(ways)("nothing that the model tries changes a file (%s)", async (way, lookup) => {
    const cwd = join(given.bench.cwd, way.replaceAll(" ", "-"));
    mkdirSync(cwd);
    writeFileSync(join(cwd, "kept.txt"), "kept\n");
    const kept = join(cwd, "kept.txt");
    const agent = { description: "Write", prompt: "Write #helper", subagent_type: "general-purpose" };
    given.server.play("helper", [[{ shell: `touch ${join(cwd, "by-agent.txt")}` }], [{ say: "I could not." }]]);
    given.server.play("tries", [
      [{ tool: "Read", input: { file_path: kept } }],
      [{ shell: `echo lost > ${kept}; touch by-shell.txt` }],
      [{ shell: "ls" }],
      [{ write: { path: join(cwd, "by-edit.txt"), content: "x\n" } }],
      [{ write: { path: kept, content: "lost\n" } }],
      [{ tool: "Edit", input: { file_path: kept, old_string: "kept", new_string: "lost" } }],
      [{ tool: "NotebookEdit", input: { notebook_path: join(cwd, "n.ipynb"), new_source: "x", cell_type: "code" } }],
      [{ tool: "Agent", input: agent }],
      [{ say: "I could not." }],
    ]);
    const { ended, heard } = given.bench.turn("#tries", { cwd, options, lookup: lookup() });
    expect(await ended).toMatchObject({ status: "completed" });
    expect(readdirSync(cwd)).toEqual(["kept.txt"]);
    expect(readFileSync(kept, "utf8")).toBe("kept\n");
    expect(heard.all("approval.requested")).toEqual([]);
    const [read] = heard.items("tool_call");
    expect(read).toMatchObject({ tool: "Read", status: "completed" });
    for (const item of [...heard.items("command"), ...heard.items("file_change")])
      expect(item.status).toMatch(/^(failed|declined)$/);
  });
});
