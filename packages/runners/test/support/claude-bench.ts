import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AgentOptions, type EventOf } from "@codex-toolloop/protocol";
import { afterAll, beforeAll, describe } from "vitest";
import { startModelServer } from "../../../../tests/support/model-server/model-server.ts";
import type { ModelServer } from "../../../../tests/support/model-server/script.ts";
import { vendorFolder } from "../../../../tests/support/vendors.ts";
import { claude } from "../../src/claude/claude.ts";
import type { RunningTurn, TurnRequest } from "../../src/contract.ts";
import { listen } from "./listen.ts";

type Kind = EventOf<"item.finished">["item"]["kind"];

/** What a turn told, with shorter words for what the tests ask most. */
function hear() {
  const heard = listen();
  return Object.assign(heard, {
    /** Items as they ended, of one kind. */
    items<K extends Kind>(kind: K) {
      return heard
        .all("item.finished")
        .flatMap(({ item }) => (item.kind === kind ? [item as Extract<typeof item, { kind: K }>] : []));
    },
    /** Codes of the notices, in their order. */
    notices: () => heard.all("notice").map((notice) => notice.code ?? ""),
  });
}

export interface BenchOptions extends Partial<Omit<TurnRequest, "options">> {
  options?: Partial<AgentOptions>;
}

/** A folder to work in, a Claude home of its own, and turns that talk to a scripted model server. */
export function claudeBench(serverUrl: () => string, vendors: string) {
  const home = realpathSync(mkdtempSync(join(tmpdir(), "toolloop-claude-")));
  const cwd = join(home, "work");
  const env = () => ({
    NODE_ENV: "test" as const,
    PATH: process.env.PATH ?? "",
    HOME: home,
    CLAUDE_CONFIG_DIR: join(home, "config"),
    ANTHROPIC_API_KEY: "not-a-key",
    ANTHROPIC_BASE_URL: serverUrl(),
    CLAUDE_CODE_MAX_RETRIES: "1",
  });
  const lookup = {
    codexBin: "",
    claudeBin: "",
    installRoots: [vendors],
    env: { NODE_ENV: "test" as const, PATH: process.env.PATH ?? "" },
  };
  mkdirSync(cwd, { recursive: true });
  const controllers = new Set<AbortController>();
  return {
    home,
    cwd,
    lookup,
    env,
    turn(prompt: string, over: BenchOptions = {}): RunningTurn & { heard: ReturnType<typeof hear>; stop(): void } {
      const controller = new AbortController();
      controllers.add(controller);
      const heard = hear();
      const running = claude.takeTurn(
        {
          prompt,
          cwd,
          grants: [],
          env: env(),
          scratch: home,
          signal: controller.signal,
          graceMs: 2_000,
          lookup,
          ...over,
          options: AgentOptions.parse(over.options ?? {}),
        },
        heard.sink,
      );
      return { ...running, heard, stop: () => controller.abort("stop_requested") };
    },
    /** Ends what a failed test left running. */
    async close(): Promise<void> {
      for (const controller of controllers) controller.abort("test over");
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** What the tests of the real Claude are given; made before the first of them. */
export interface GivenClaude {
  readonly server: ModelServer;
  readonly bench: ReturnType<typeof claudeBench>;
  /** The SDK's own program. */
  program(): string;
}

/** Tests that drive the real Claude against a scripted model; skipped aloud where the SDK is not installed for tests. */
export function describeRealClaude(title: string, tests: (given: GivenClaude) => void): void {
  const vendor = vendorFolder("claude");
  if ("missing" in vendor) console.warn(vendor.missing);
  const vendors = "folder" in vendor ? vendor.folder : "";
  // Processes are looked for in /proc.
  describe.skipIf(vendors === "" || process.platform !== "linux")(`the real Claude ${title}`, () => {
    let server: ModelServer | undefined;
    let bench: ReturnType<typeof claudeBench> | undefined;
    const made = <T>(value: T | undefined): T => {
      if (value === undefined) throw new Error("asked for before the tests began");
      return value;
    };
    beforeAll(async () => {
      server = await startModelServer();
      bench = claudeBench(() => made(server).url, vendors);
    });
    afterAll(async () => {
      await bench?.close();
      await server?.close();
    });
    const platform = `claude-agent-sdk-${process.platform}-${process.arch}`;
    tests({
      get server() {
        return made(server);
      },
      get bench() {
        return made(bench);
      },
      program: () => join(vendors, "node_modules", "@anthropic-ai", platform, "claude"),
    });
  });
}
