import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startModelServer } from "../support/model-server/model-server.ts";
import type { ModelServer } from "../support/model-server/script.ts";
import { vendorEnvironment, vendorPrograms, vendorsMissing } from "./support/vendor-environment.ts";

const CLI = join(import.meta.dirname, "../../apps/cli/bin/codex-toolloop.mjs");
const missing =
  vendorsMissing() ?? (existsSync("/usr/bin/script") ? undefined : "SKIPPED: /usr/bin/script is not there");
if (missing) console.warn(missing);

describe.skipIf(missing !== undefined)("a prompt in a terminal, with the real agents", () => {
  let model: ModelServer;
  let vendors: Awaited<ReturnType<typeof vendorEnvironment>>;
  let base: string;
  let env: Record<string, string>;
  beforeAll(async () => {
    model = await startModelServer();
    vendors = await vendorEnvironment(model.url);
    base = realpathSync(mkdtempSync(join(tmpdir(), "toolloop-terminal-")));
    mkdirSync(join(base, "app"));
    env = {
      ...vendors.env,
      PATH: process.env.PATH ?? "",
      TERM: "xterm",
      NO_COLOR: "1",
      TOOLLOOP_HOME: join(base, "store"),
      TOOLLOOP_CODEX_BIN: vendorPrograms().codex,
    };
    model.play("ask", [[{ shell: "touch made && echo was-run" }], [{ say: "It is done." }]]);
    model.play("hang", [[{ say: "I begin\n" }, { hang: true }]]);
  });
  afterAll(async () => {
    await model?.close();
    await vendors?.remove();
    if (base) rmSync(base, { recursive: true, force: true, maxRetries: 5 });
  });

  /** Runs a prompt in a terminal of its own. */
  function terminal(prompt: string, ...more: string[]) {
    const line = [process.execPath, CLI, "run", "prompt", prompt, "--workspace", join(base, "app"), ...more];
    const quoted = line.map((word) => `'${word}'`).join(" ");
    const child = spawn("/usr/bin/script", ["-qfec", quoted, "/dev/null"], { env: { ...process.env, ...env } });
    let text = "";
    const looks = new Set<() => void>();
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk.replaceAll("\r", "");
      for (const look of [...looks]) look();
    });
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
    const shows = (pattern: RegExp) =>
      new Promise<void>((resolve, reject) => {
        const look = () => {
          if (!pattern.test(text)) return;
          looks.delete(look);
          resolve();
        };
        looks.add(look);
        look();
        void ended.then(() => reject(new Error(`ended without ${pattern}:\n${text}`)));
      });
    return { press: (keys: string) => child.stdin.write(keys), shows, ended, text: () => text };
  }

  it.each(["codex", "claude"])("%s asks, and one key answers", async (runner) => {
    const made = join(base, "app/made");
    const one = terminal("#ask", "--runner", runner, "--approval", "always");
    await one.shows(/\[ask\] .*: y approve, .*n decline/);
    expect(existsSync(made)).toBe(false);
    one.press("y");
    expect(await one.ended).toBe(0);
    expect(one.text()).toMatch(/\[ask\] approved by /);
    expect(one.text()).toContain("[out] was-run");
    expect(one.text()).toContain("[agent] It is done.");
    expect(existsSync(made)).toBe(true);
    rmSync(made);
  });

  it.each(["codex", "claude"])("%s is asked, declined, and nothing happened", async (runner) => {
    const one = terminal("#ask", "--runner", runner, "--approval", "always");
    await one.shows(/n decline/);
    one.press("n");
    expect(await one.ended).toBe(0);
    expect(one.text()).toMatch(/\[ask\] declined by /);
    expect(existsSync(join(base, "app/made"))).toBe(false);
  });

  it.each(["codex", "claude"])("Ctrl-C stops %s, also while a question is open", async (runner) => {
    const asked = terminal("#ask", "--runner", runner, "--approval", "always");
    await asked.shows(/n decline/);
    asked.press("\x03");
    expect(await asked.ended).toBe(130);
    expect(asked.text()).toContain("canceled (stop_requested)");
    const talking = terminal("#hang", "--runner", runner);
    await talking.shows(/\[agent\] I begin/);
    talking.press("\x03");
    expect(await talking.ended).toBe(130);
    const runDir = /directory (\S+)/.exec(talking.text())?.[1] ?? "";
    const events = readFileSync(join(runDir, "events.jsonl"), "utf8");
    expect(events).toContain('"type":"turn.finished"');
    expect(JSON.parse(readFileSync(join(runDir, "exit.json"), "utf8"))).toMatchObject({ survived: [] });
  });
});
