import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { older } from "./support/older-codex.ts";
import { describeRealCodex } from "./support/real-codex.ts";

const options = { sandbox: "read-only", approvalPolicy: "never" } as const;
const patch = (...lines: string[]) => `*** Begin Patch\n${lines.join("\n")}\n*** End Patch\n`;
/** All the ways in which a model may try to write, each a round of its own. */
const TRIES = [
  { shell: "echo lost > kept.txt; touch by-shell.txt" },
  { shell: "touch by-escalation.txt", escalate: "I need to." },
  { shell: "git config user.name lost; git commit --allow-empty -m lost; rm -rf .git/hooks" },
  { shell: `touch $HOME/outside.txt ${tmpdir()}/toolloop-outside.txt` },
  { tool: "apply_patch", input: patch("*** Add File: by-edit.txt", "+x") },
  { tool: "apply_patch", input: patch("*** Update File: kept.txt", "@@", "-kept", "+lost") },
  { tool: "apply_patch", input: patch("*** Delete File: kept.txt") },
];

describeRealCodex("read-only by its sandbox, where nobody is asked", (real) => {
  const ways = [
    ["gpt-5.5, app server", "gpt-5.5", async () => real.lookup],
    ["gpt-6.1-sol, app server", "gpt-6.1-sol", async () => real.lookup],
    ["gpt-5.5, exec", "gpt-5.5", () => older(real)],
  ] as const;

  it.each(ways)("nothing that the model tries changes a file (%s)", async (_way, model, find) => {
    real.server.play("tries", [...TRIES.map((call) => [call]), [{ shell: "cat kept.txt" }], [{ say: "I could not." }]]);
    const cwd = await real.repository();
    await writeFile(join(cwd, "kept.txt"), "kept\n");
    const before = execFileSync("find", [".git"], { cwd, encoding: "utf8" });
    const { ended, heard } = real.turn("#tries", cwd, { options: { ...options, model }, lookup: await find() });
    expect(await ended).toMatchObject({ status: "completed", message: "I could not." });
    expect(readdirSync(cwd).sort()).toEqual([".git", "kept.txt"]);
    expect(readFileSync(join(cwd, "kept.txt"), "utf8")).toBe("kept\n");
    expect(execFileSync("find", [".git"], { cwd, encoding: "utf8" })).toBe(before);
    for (const outside of [real.home.folder, tmpdir()])
      expect(readdirSync(outside).filter((name) => name.includes("outside.txt"))).toEqual([]);
    expect(heard.all("approval.requested")).toEqual([]);
    // It reads, so that this proves the sandbox and not that no tool works.
    const reads = heard.all("item.finished").flatMap((e) => (e.item.kind === "command" ? [e.item] : []));
    expect(reads.at(-1)).toMatchObject({ output: "kept\n", exitCode: 0 });
  });
});
