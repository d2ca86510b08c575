import type { EventInput } from "@codex-toolloop/protocol";
import type {
  HostAnswer,
  HostCapture,
  HostChanges,
  HostCommand,
  HostCommandResult,
  HostQuestion,
  HostTurn,
  HostTurnResult,
  WorkflowHost,
} from "../../src/contract.ts";

/** What a fake command does: its output, and how it ends. Waits for the abort when it says `hang`. */
export interface FakeCommand {
  output?: string;
  exitCode?: number;
  signal?: string;
  spawnError?: string;
  timedOut?: boolean;
  value?: unknown;
  outputError?: string;
  /** Never ends by itself. */
  hang?: boolean;
}

export interface FakeHostOptions {
  files?: Record<string, string>;
  workspace?: boolean;
  /** Where the workspace is. */
  path?: string;
  specPath?: string;
  spec?: string;
  /** How an agent's turn ends: by default completed, with nothing said. */
  turn?: (spec: HostTurn, call: number) => Partial<HostTurnResult> | Promise<Partial<HostTurnResult>>;
  /** A person's answer; undefined: nobody ever answers. */
  answer?: (question: HostQuestion, call: number) => HostAnswer | undefined | Promise<HostAnswer | undefined>;
  changes?: () => HostChanges | null;
  command?: (spec: HostCommand, call: number) => FakeCommand;
  capture?: (argv: string[]) => Partial<HostCapture> | Promise<Partial<HostCapture>>;
  onEvent?: (event: EventInput, host: FakeHost) => void;
}

export interface FakeHost extends WorkflowHost {
  events: EventInput[];
  commands: HostCommand[];
  turns: HostTurn[];
  questions: HostQuestion[];
  sleeps: number[];
  removed: string[];
  outputs: Map<string, unknown>;
  artifacts: Map<string, string>;
  report: string;
  log: string;
}

/** A world in memory: time moves only when something sleeps, commands do what the test says. */
export function fakeHost(options: FakeHostOptions = {}): FakeHost {
  let clock = Date.UTC(2026, 10, 20, 12);
  const files = options.files ?? {};
  const host: FakeHost = {
    events: [],
    commands: [],
    turns: [],
    questions: [],
    sleeps: [],
    removed: [],
    outputs: new Map(),
    artifacts: new Map(),
    report: "",
    log: "",
    runDir: "/store/runs/r",
    ...(options.specPath === undefined ? {} : { specPath: options.specPath }),
    emit(event) {
      host.events.push(event);
      options.onEvent?.(event, host);
    },
    async runCommand(spec) {
      host.commands.push(spec);
      const fake = options.command?.(spec, host.commands.length) ?? {};
      const logStart = host.log.length;
      host.log += fake.output ?? "";
      let aborted = false;
      if (fake.hang) {
        await new Promise<void>((resolve) => {
          if (spec.signal.aborted) resolve();
          else spec.signal.addEventListener("abort", () => resolve(), { once: true });
        });
        aborted = true;
      }
      clock += 10;
      return result(fake, aborted, logStart, host.log.length);
    },
    readSpec: () => options.spec,
    async takeTurn(spec) {
      host.turns.push(spec);
      const fake = (await options.turn?.(spec, host.turns.length)) ?? {};
      clock += 10;
      return { status: "completed", timedOut: false, aborted: false, ...fake };
    },
    async ask(question) {
      host.questions.push(question);
      const answer = await options.answer?.(question, host.questions.length);
      if (answer) return answer;
      return new Promise((_, reject) => {
        const cut = () => reject(question.signal.reason);
        if (question.signal.aborted) cut();
        else question.signal.addEventListener("abort", cut, { once: true });
      });
    },
    changes: async () => options.changes?.() ?? null,
    async capture(argv) {
      return { ok: false, exitCode: null, stdout: "", stderr: "", ...(await options.capture?.(argv)) };
    },
    async logTail(from, to, bytes) {
      return host.log.slice(Math.max(from, to - bytes), to);
    },
    print(text) {
      host.log += text;
    },
    logSize: () => host.log.length,
    writeStepOutput: (id, value) => void host.outputs.set(id, JSON.parse(JSON.stringify(value))),
    writeReport: (markdown) => {
      host.report = markdown;
    },
    writeArtifact: (path, content) => void host.artifacts.set(path, content),
    now: () => new Date(clock),
    removeFolder: async (path) => void host.removed.push(path),
    async sleep(ms, signal) {
      host.sleeps.push(ms);
      await Promise.resolve();
      signal.throwIfAborted();
      clock += ms;
    },
  };
  if (options.workspace !== false) {
    host.workspace = {
      path: options.path ?? "/home/ada/project",
      name: "project",
      readText: async (path) => (Object.hasOwn(files, path) ? (files[path] ?? null) : null),
      exists: async (path) => Object.hasOwn(files, path) || Object.keys(files).some((f) => f.startsWith(`${path}/`)),
      listFiles: async (limit) => ({
        files: Object.entries(files)
          .slice(0, limit)
          .map(([path, text]) => ({ path, size: text.length })),
        truncated: Object.keys(files).length > limit,
      }),
    };
  }
  return host;
}

function result(fake: FakeCommand, aborted: boolean, logStart: number, logEnd: number): HostCommandResult {
  const failedToEnd = aborted || fake.spawnError !== undefined || fake.timedOut === true || fake.signal !== undefined;
  return {
    exitCode: failedToEnd ? null : (fake.exitCode ?? 0),
    signal: fake.signal ?? (aborted ? "SIGTERM" : null),
    timedOut: fake.timedOut ?? false,
    aborted,
    spawnError: fake.spawnError,
    logStart,
    logEnd,
    durationMs: 10,
    output: fake.value,
    outputError: fake.outputError,
  };
}

/** The events of one type, in order. */
export function eventsOf<T extends EventInput["type"]>(host: FakeHost, type: T): Extract<EventInput, { type: T }>[] {
  return host.events.filter((e): e is Extract<EventInput, { type: T }> => e.type === type);
}
