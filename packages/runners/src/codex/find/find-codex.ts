import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { RunnerInfo } from "@codex-toolloop/protocol";
import { z } from "zod";
import type { Lookup } from "../../contract.ts";
import { codexEnvironment, codexHome, codexVariables } from "../environment.ts";
import { INSTALL, locateCodex } from "./locate.ts";
import { isLoggedOut, modeOf, versionOf } from "./probe.ts";

/** What the older interface cannot do, in words for a person. */
export const EXEC_NOTE =
  "This version of Codex has no app server: text and output come in one piece, nothing can be approved or said while it works, and no limit of rounds holds.";

const LOGGED_OUT = "Nobody is logged in: run `codex login` in a terminal.";

/** What this machine has of codex. Never throws; starts `--version`, a `--help` and `login status` of the program that it finds. */
export async function findCodex(lookup: Lookup): Promise<RunnerInfo> {
  const base = { runner: "codex", label: "Codex", environment: codexVariables(lookup.env), install: INSTALL } as const;
  const located = locateCodex(lookup);
  if (located.path === undefined) return { ...base, available: false, problem: located.problem, models: [] };
  const { path, from } = located;
  const env = codexEnvironment(lookup.env);
  const [{ version, problem }, mode, loggedOut] = await Promise.all([
    versionOf(path, env),
    modeOf(path, env),
    needsLogin(lookup.env) ? isLoggedOut(path, env) : false,
  ]);
  if (problem !== undefined) return { ...base, available: false, program: path, from, problem, models: [] };
  return {
    ...base,
    available: true,
    program: path,
    from,
    mode,
    ...(version === undefined ? {} : { version }),
    ...notes(loggedOut ? LOGGED_OUT : "", mode === "exec" ? EXEC_NOTE : ""),
    models: knownModels(lookup.env),
  };
}

function notes(...said: string[]): { note?: string } {
  const note = said.filter((words) => words !== "").join(" ");
  return note === "" ? {} : { note };
}

/** A key in the environment, or a model provider of the user's own, needs no login with OpenAI. */
function needsLogin(env: NodeJS.ProcessEnv): boolean {
  if (env.OPENAI_API_KEY || env.CODEX_API_KEY || env.CODEX_ACCESS_TOKEN) return false;
  try {
    return !/^\s*model_provider\s*=/m.test(readFileSync(join(codexHome(env), "config.toml"), "utf8"));
  } catch {
    return true;
  }
}

const ModelsCache = z.looseObject({
  models: z.array(z.looseObject({ slug: z.string(), visibility: z.string().optional() })),
});

/** The models that codex itself last learned of; it keeps their list beside its configuration. */
function knownModels(env: NodeJS.ProcessEnv): string[] {
  try {
    const { models } = ModelsCache.parse(JSON.parse(readFileSync(join(codexHome(env), "models_cache.json"), "utf8")));
    return models.filter((m) => m.visibility !== "hide" && m.visibility !== "none").map((m) => m.slug);
  } catch {
    return [];
  }
}
