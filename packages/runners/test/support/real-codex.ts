import { execFileSync } from "node:child_process";
import { mkdtemp, realpath } from "node:fs/promises";
import { join } from "node:path";
import type { AgentOptions } from "@codex-toolloop/protocol";
import { afterAll, beforeAll, describe } from "vitest";
import { type CodexHome, createCodexHome } from "../../../../tests/support/codex-home.ts";
import { startModelServer } from "../../../../tests/support/model-server/model-server.ts";
import type { ModelServer } from "../../../../tests/support/model-server/script.ts";
import { vendorFolder } from "../../../../tests/support/vendors.ts";
import { codex } from "../../src/codex/codex.ts";
import type { AgentDecision, Lookup, RunningTurn, TurnRequest } from "../../src/contract.ts";
import { type Listener, listen } from "./listen.ts";

export type ListenedTurn = RunningTurn & { heard: Listener };
type Wishes = Partial<Omit<TurnRequest, "options">> & { options?: Partial<AgentOptions> };

/** The real codex against a scripted model server; everything is there once the tests run. */
export interface RealCodex {
  readonly server: ModelServer;
  readonly home: CodexHome;
  readonly lookup: Lookup;
  env(): NodeJS.ProcessEnv;
  /** An empty git repository. */
  repository(): Promise<string>;
  /** Takes a turn there, in the workspace sandbox and without asking, unless wished otherwise. */
  turn(prompt: string, cwd: string, wishes?: Wishes): ListenedTurn;
  decide(turn: ListenedTurn, approvalId: string, decision: AgentDecision): void;
}

/**
 * Tests that drive the real codex: `TOOLLOOP_TEST_CODEX_BIN`, else the vendors' packages that the tests keep. Skipped aloud
 * where there is none. Processes are looked for in /proc, so Linux only.
 */
export function describeRealCodex(name: string, tests: (real: RealCodex) => void): void {
  const vendors = vendorFolder("codex");
  const codexBin = process.env.TOOLLOOP_TEST_CODEX_BIN ?? "";
  const missing = codexBin === "" && "missing" in vendors ? vendors.missing : undefined;
  if (missing) console.log(missing);
  const title = missing ? `${name} (${missing})` : name;
  describe.skipIf(missing !== undefined || process.platform !== "linux")(title, () => {
    let server: ModelServer;
    let home: CodexHome;
    beforeAll(async () => {
      server = await startModelServer();
      home = await createCodexHome(server.url);
    });
    afterAll(async () => {
      await server.close();
      await home.remove();
    });
    const env = () => ({ ...process.env, ...home.env });
    const lookup = (): Lookup => ({
      codexBin,
      claudeBin: "",
      installRoots: "folder" in vendors ? [vendors.folder] : [],
      env: env(),
    });
    tests({
      get server() {
        return server;
      },
      get home() {
        return home;
      },
      get lookup() {
        return lookup();
      },
      env,
      async repository() {
        const cwd = await realpath(await mkdtemp(join(home.folder, "repo-")));
        execFileSync("git", ["init", "-q"], { cwd });
        return cwd;
      },
      turn(prompt, cwd, wishes = {}) {
        const heard = listen();
        const request: TurnRequest = {
          prompt,
          cwd,
          grants: [],
          env: env(),
          scratch: join(home.folder, "scratch"),
          signal: new AbortController().signal,
          graceMs: 5000,
          lookup: lookup(),
          ...wishes,
          options: { sandbox: "workspace-write", approvalPolicy: "never", ...wishes.options },
        };
        return { ...codex.takeTurn(request, heard.sink), heard };
      },
      decide: (turn, approvalId, decision) => turn.control({ type: "approval", approvalId, decision, by: "tester" }),
    });
  });
}
