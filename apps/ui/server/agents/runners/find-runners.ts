import { execFile } from "node:child_process";
import { RunnerInfo, RunnerType } from "@codex-toolloop/protocol";
import { z } from "zod";
import { ownPath } from "../../run-command-line.ts";

/** The vendors' programs are started for their versions: slow ones must not hold up a page for ever. */
const LIMIT_MS = 20_000;
const MAX_BYTES = 4 * 1024 * 1024;

const LABELS: Record<RunnerType, string> = { codex: "Codex", claude: "Claude", replay: "Replay" };

export interface FindRunners {
  /** `main.mjs` of the bundled CLI. */
  cliProgram: string;
  /** The repository's root: what `npm start` puts before PATH is below it. */
  root: string;
  storeRoot: string;
  env: NodeJS.ProcessEnv;
}

/** Asks the CLI what this machine has of each runner. Never rejects: what cannot be told is not available, with the reason. */
export async function findRunners(options: FindRunners, limitMs = LIMIT_MS): Promise<RunnerInfo[]> {
  const { TOOLLOOP_TOKEN: _, ...env } = options.env;
  if (env.PATH) env.PATH = ownPath(env.PATH, options.root);
  env.TOOLLOOP_HOME = options.storeRoot;
  const said = await run([options.cliProgram, "runners", "--json"], { env, cwd: options.storeRoot, limitMs });
  if (!said.ok) return RunnerType.options.map((runner) => missing(runner, said.problem));
  const parsed = z.array(z.unknown()).safeParse(parseJson(said.stdout));
  // One that is not understood must not take the others along.
  const found = (parsed.data ?? []).flatMap((info) => RunnerInfo.safeParse(info).data ?? []);
  const unclear = "codex-toolloop runners --json said nothing of it that is understood here.";
  return RunnerType.options.map((runner) => found.find((info) => info.runner === runner) ?? missing(runner, unclear));
}

function missing(runner: RunnerType, problem: string): RunnerInfo {
  return { runner, label: LABELS[runner], available: false, problem, environment: [], models: [] };
}

type Answer = { ok: true; stdout: string } | { ok: false; problem: string };

function run(argv: string[], { env, cwd, limitMs }: { env: NodeJS.ProcessEnv; cwd: string; limitMs: number }) {
  const options = { env, cwd, timeout: limitMs, killSignal: "SIGKILL", maxBuffer: MAX_BYTES } as const;
  return new Promise<Answer>((resolve) => {
    execFile(process.execPath, argv, options, (error, stdout, stderr) => {
      if (!error) return resolve({ ok: true, stdout });
      const why = error.killed ? `took longer than ${limitMs / 1000} s` : firstLine(stderr) || error.message;
      resolve({ ok: false, problem: `codex-toolloop runners --json failed: ${why}`.slice(0, 1000) });
    });
  });
}

function firstLine(text: string): string {
  return text.split("\n").find((line) => line.trim() !== "") ?? "";
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
