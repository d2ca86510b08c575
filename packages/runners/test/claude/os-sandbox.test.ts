import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { osSandbox } from "../../src/claude/permit/os-sandbox.ts";

const alone = { sandbox: "workspace-write", approvalPolicy: "never" } as const;

describe.skipIf(process.platform !== "linux")("Claude's own sandbox for commands", () => {
  let dir = "";
  beforeEach(() => {
    dir = realpathSync(mkdtempSync(join(tmpdir(), "toolloop-sandbox-")));
    mkdirSync(join(dir, "bin"));
    mkdirSync(join(dir, ".git"));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));
  const program = (name: string, exitCode: number) => {
    writeFileSync(join(dir, "bin", name), `#!/bin/sh\nexit ${exitCode}\n`);
    chmodSync(join(dir, "bin", name), 0o755);
  };
  const look = (rules: Parameters<typeof osSandbox>[0] = alone) =>
    osSandbox(rules, { cwd: dir, env: { PATH: join(dir, "bin") } });

  it("is wanted only where commands would be refused", async () => {
    for (const sandbox of ["read-only", "workspace-write", "full-access"] as const)
      for (const approvalPolicy of ["always", "on-request", "never"] as const)
        expect((await look({ sandbox, approvalPolicy })).missing === undefined).toBe(
          sandbox !== "workspace-write" || approvalPolicy !== "never",
        );
  });

  it("says what it lacks", async () => {
    expect((await look()).missing).toContain("bubblewrap and socat");
    program("bwrap", 1);
    expect((await look()).missing).toMatch(/needs socat$/);
    program("socat", 0);
    expect((await look()).missing).toContain("does not work here");
  });

  it("must work, and protects what is protected and there", async () => {
    program("bwrap", 0);
    program("socat", 0);
    expect(await look()).toEqual({
      option: {
        enabled: true,
        failIfUnavailable: true,
        autoAllowBashIfSandboxed: true,
        allowUnsandboxedCommands: false,
        filesystem: { denyWrite: [join(dir, ".git")] },
      },
    });
  });
});
