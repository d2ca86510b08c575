import { formatBytes, nodeSupport } from "@codex-toolloop/protocol";
import type { RunCatalog, Store, StoreCheck } from "@codex-toolloop/store";
import type { KillLevelProbe, Supervisor } from "@codex-toolloop/supervisor";
import type { Health, HealthCheck } from "../lib/contract.ts";
import { type FoundProgram, findProgram } from "./find-program.ts";
import { type StartCheckParts, startChecks } from "./start-checks.ts";

export interface HealthParts extends StartCheckParts {
  catalog: RunCatalog;
  supervisor: Supervisor;
  version: string;
  versions: Record<string, string>;
  startedAt: Date;
  killLevel: string;
  probes: KillLevelProbe[];
  auth: { mode: "peer" | "token"; enforcement: string[] };
}

const FREE_WARN_BYTES = 512 * 1024 * 1024;

/** Is everything in order, and what is in force? For `/doctor`, `GET /api/health` and a second `npm start`. */
export async function readHealth(parts: HealthParts): Promise<Health> {
  const { store, supervisor } = parts;
  const { origins, errors, settings } = store.settings();
  const env = process.env;
  const [check, starts, git, codex, claude] = await Promise.all([
    store.check(),
    startChecks(parts),
    findProgram("git", "", env),
    findProgram("codex", settings.codexBin, env),
    findProgram("claude", settings.claudeBin, env),
  ]);
  const authority = supervisor.authority();
  const checks = [
    ...storeChecks(store, check),
    ...errors.map(
      (detail): HealthCheck => ({
        name: "settings",
        level: "warn",
        detail,
        fix: "Correct the value; defaults hold until then.",
      }),
    ),
    nodeCheck(process.version),
    killCheck(parts),
    ...starts,
    programCheck("git", git, "warn", "Install git: without it runs have no provenance and no changes view."),
    programCheck("codex", codex, "info", "npm install -g @openai/codex, or set TOOLLOOP_CODEX_BIN."),
    programCheck("claude", claude, "info", "npm install -g @anthropic-ai/claude-code, or set TOOLLOOP_CLAUDE_BIN."),
  ];
  const degraded = checks.some((c) => c.level === "fail");
  return {
    status: authority.readOnly ? "read_only" : degraded ? "degraded" : "ok",
    version: parts.version,
    versions: parts.versions,
    store: {
      root: store.root,
      writable: check.writable,
      runs: parts.catalog.size(),
      freeBytes: check.freeBytes,
      skippedLines: check.skippedLines,
    },
    lock: { held: authority.held, ...(authority.holder ? { holder: authority.holder } : {}) },
    slots: supervisor.slots(),
    killLevel: { level: parts.killLevel, probes: parts.probes },
    auth: parts.auth,
    settings: origins,
    settingErrors: errors,
    checks,
    uptimeSeconds: Math.round((Date.now() - parts.startedAt.getTime()) / 1000),
  };
}

function storeChecks(store: Store, check: StoreCheck): HealthCheck[] {
  const checks: HealthCheck[] = [
    check.writable
      ? { name: "store", level: "ok", detail: `${store.root} is writable and holds ${check.runs} runs.` }
      : { name: "store", level: "fail", detail: `${store.root} cannot be written.`, fix: "Reading still works." },
    check.freeBytes < FREE_WARN_BYTES
      ? {
          name: "disk",
          level: "warn",
          detail: `${formatBytes(check.freeBytes)} are free.`,
          fix: "codex-toolloop prune removes old runs.",
        }
      : { name: "disk", level: "ok", detail: `${formatBytes(check.freeBytes)} are free.` },
    { name: "log", level: "ok", detail: `${check.log.path}, ${formatBytes(check.log.bytes)}.` },
  ];
  for (const detail of check.problems) checks.push({ name: "store", level: "warn", detail });
  if (check.skippedLines > 0)
    checks.push({
      name: "index",
      level: "warn",
      detail: `${check.skippedLines} lines of the index could not be read.`,
      fix: "codex-toolloop index rebuild",
    });
  return checks;
}

/** The same judgement as `codex-toolloop doctor`. */
export function nodeCheck(version: string): HealthCheck {
  const { level, words, fix } = nodeSupport(version);
  return { name: "node", level, detail: `${words}.`, ...(fix === undefined ? {} : { fix: `${upper(fix)}.` }) };
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function killCheck({ killLevel, probes }: HealthParts): HealthCheck {
  const detail = probes.find((p) => p.level === killLevel)?.detail ?? "";
  return killLevel === "scan"
    ? { name: "kill level", level: "warn", detail: `scan: ${detail}`, fix: "On Linux, install perl (perl-base)." }
    : { name: "kill level", level: "ok", detail: `${killLevel}: ${detail}` };
}

/** A program that runs can do without is no warning where it is missing; how to install it is said all the same. */
export function programCheck(
  name: string,
  found: FoundProgram | undefined,
  whenMissing: "info" | "warn",
  fix: string,
): HealthCheck {
  if (found) return { name, level: "ok", detail: `${found.path}` };
  return {
    name,
    level: whenMissing,
    detail: whenMissing === "info" ? "Not installed (optional: for agent steps)." : "Not found.",
    fix,
  };
}
