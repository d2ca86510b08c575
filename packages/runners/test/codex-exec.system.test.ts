import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { codex } from "../src/codex/codex.ts";
import type { Lookup } from "../src/contract.ts";
import { marked, untilMarked } from "./support/marked.ts";
import { describeRealCodex } from "./support/real-codex.ts";

describeRealCodex("a codex without an app server", (real) => {
  /** The real program, with its newer interface hidden. */
  async function older(): Promise<Lookup> {
    const { program = "" } = await codex.find(real.lookup);
    const path = join(real.home.folder, "older-codex");
    const hidden = 'case "$1" in app-server) echo "Usage: codex [OPTIONS] [PROMPT]"; exit 0;; esac';
    await writeFile(path, `#!/bin/sh\n${hidden}\nexec "${program}" "$@"\n`);
    await chmod(path, 0o755);
    return { ...real.lookup, codexBin: path };
  }

  it("is found, and says what it cannot do", async () => {
    const info = await codex.find(await older());
    expect(info).toMatchObject({ available: true, mode: "exec", from: "setting" });
    expect(info.note).toMatch(/no app server/);
  });

  it("works, says what is missing, and goes on with the thread", async () => {
    real.server.play("old", [
      [{ shell: "echo one; echo two" }],
      [{ write: { path: "a.txt", content: "a\n" } }],
      [{ say: "Done." }],
    ]);
    real.server.play("older", [[{ say: "Again." }]]);
    const cwd = await real.repository();
    const { ended, heard } = real.turn("#old", cwd, { lookup: await older() });
    const result = await ended;
    expect(result).toMatchObject({ status: "completed", message: "Done." });
    expect(heard.threads).toEqual([result.threadId]);
    expect(heard.all("notice").map((e) => e.code)).toContain("older_codex");
    expect(heard.all("item.finished").map((e) => e.item)).toEqual([
      expect.objectContaining({ kind: "command", output: "one\ntwo\n", exitCode: 0 }),
      expect.objectContaining({ kind: "file_change", changes: [{ path: "a.txt", change: "add" }] }),
      expect.objectContaining({ kind: "message", text: "Done." }),
    ]);
    const next = real.turn("#older", cwd, { lookup: await older(), threadId: result.threadId });
    expect(await next.ended).toMatchObject({ status: "completed", threadId: result.threadId, message: "Again." });
  });

  it("stops with its whole tree", async () => {
    const mark = `97${Date.now() % 1_000_000}`;
    real.server.play(`old${mark}`, [
      [{ shell: `sleep ${mark} & setsid sleep ${mark} & sleep ${mark}` }],
      [{ say: "Done." }],
    ]);
    const stop = new AbortController();
    const options = { sandbox: "full-access" } as const;
    const running = real.turn(`#old${mark}`, await real.repository(), {
      lookup: await older(),
      signal: stop.signal,
      options,
    });
    await untilMarked(mark);
    stop.abort();
    expect(await running.ended).toMatchObject({ status: "interrupted" });
    expect(marked(mark)).toEqual([]);
  });
});
