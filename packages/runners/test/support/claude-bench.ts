import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { AgentOptions, type EventInput, type EventOf } from "@codex-toolloop/protocol";
import { claude } from "../../src/claude/claude.ts";
import type { RunningTurn, TurnRequest, TurnSink } from "../../src/contract.ts";

/** Where the vendors' packages are for tests; undefined where they are not: such tests are skipped aloud. */
export function vendorsRoot(): string | undefined {
  const root = process.env.TOOLLOOP_TEST_VENDORS ?? join(homedir(), ".cache", "codex-toolloop", "vendors");
  return existsSync(join(root, "node_modules", "@anthropic-ai", "claude-agent-sdk", "package.json")) ? root : undefined;
}

type Input<T extends EventInput["type"]> = Extract<EventInput, { type: T }>;

/** What a turn told so far, and waiting for more of it. */
export class Recorder implements TurnSink {
  readonly events: EventInput[] = [];
  readonly raws: { direction: "<" | ">"; message: unknown }[] = [];
  readonly calls: Parameters<TurnSink["toolCall"]>[0][] = [];
  readonly models: string[] = [];
  threadId: string | undefined;
  readonly #waiting = new Set<() => void>();

  emit(event: EventInput): void {
    this.events.push(event);
    for (const look of [...this.#waiting]) look();
  }
  raw(direction: "<" | ">", message: unknown): void {
    this.raws.push({ direction, message });
  }
  toolCall(record: Parameters<TurnSink["toolCall"]>[0]): void {
    this.calls.push(record);
  }
  thread(threadId: string): void {
    this.threadId = threadId;
  }
  model(name: string): void {
    this.models.push(name);
  }

  of<T extends EventInput["type"]>(type: T): Input<T>[] {
    return this.events.filter((e): e is Input<T> => e.type === type);
  }
  /** Items as they ended, of one kind. */
  items<K extends EventOf<"item.finished">["item"]["kind"]>(kind: K) {
    return this.of("item.finished").flatMap(({ item }) =>
      item.kind === kind ? [item as Extract<typeof item, { kind: K }>] : [],
    );
  }
  notices(): string[] {
    return this.of("notice").map((notice) => notice.code ?? "");
  }
  /** Resolves with the first event that fits, past or to come. */
  async seen<T extends EventInput["type"]>(
    type: T,
    fits: (event: Input<T>) => boolean = () => true,
  ): Promise<Input<T>> {
    return await new Promise((resolve) => {
      const look = () => {
        const event = this.of(type).find(fits);
        if (!event) return;
        this.#waiting.delete(look);
        resolve(event);
      };
      this.#waiting.add(look);
      look();
    });
  }
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
    turn(prompt: string, over: BenchOptions = {}): RunningTurn & { sink: Recorder; stop(): void } {
      const controller = new AbortController();
      controllers.add(controller);
      const sink = new Recorder();
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
        sink,
      );
      return { ...running, sink, stop: () => controller.abort("stop_requested") };
    },
    /** Ends what a failed test left running. */
    async close(): Promise<void> {
      for (const controller of controllers) controller.abort("test over");
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
