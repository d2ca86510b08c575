import { z } from "zod";
import { RunnerType } from "./agent.ts";
import { LIMITS } from "./limits.ts";

/** One setting: its name in config.yaml, its variable, default and doc line. */
export interface SettingRow {
  name: string;
  env: string;
  doc: string;
  schema: z.ZodType;
  fallback: unknown;
  secret?: boolean;
}

/** A variable is text, a file may hold a number; nothing else is one (an empty text, a switch and a list would become 0 or 1). */
const number = (schema: z.ZodType<number>): z.ZodType<number> =>
  z.preprocess((v) => (typeof v === "string" && v.trim() !== "" ? Number(v) : v), schema) as z.ZodType<number>;
const int = (min: number, max: number) => {
  const error = `must be a whole number from ${min} to ${max}`;
  return number(z.number({ error }).int({ error }).min(min, { error }).max(max, { error }));
};
const amount = (min: number, max: number) => {
  const error = `must be a number from ${min} to ${max}`;
  return number(z.number({ error }).min(min, { error }).max(max, { error }));
};
const text = z.string({ error: "must be text" });
const choice = <const T extends [string, string, ...string[]]>(...words: T) =>
  z.enum(words, { error: `must be ${words.slice(0, -1).join(", ")} or ${words.at(-1)}` });
const bool = z.preprocess(
  (v) =>
    v === "1" || v === "true" || v === true ? true : v === "0" || v === "false" || v === false || v === "" ? false : v,
  z.boolean({ error: "must be true or false (1 or 0)" }),
);
const folders = { error: "must be a list of folders" };
const list = z.preprocess(
  (v) => (typeof v === "string" ? v.split(":").filter(Boolean) : v),
  z.array(z.string(folders), folders),
);
const runners = z.preprocess(
  (v) => (typeof v === "string" ? v.split(/[:,\s]+/).filter(Boolean) : v),
  z.array(RunnerType, { error: `must be a list of ${RunnerType.options.join(", ")}` }),
);
const row = <T>(name: string, env: string, schema: z.ZodType<T>, fallback: T, doc: string, secret = false) => ({
  name,
  env,
  schema,
  fallback,
  doc,
  secret,
});

/** Every setting there is. Precedence: workflow (within the ceilings), environment, config.yaml, default. */
export const SETTINGS = {
  port: row("port", "TOOLLOOP_PORT", int(1, 65_535), 4590, "Port of the dashboard on 127.0.0.1."),
  maxConcurrent: row("maxConcurrent", "TOOLLOOP_MAX_CONCURRENT", int(1, 64), 4, "Runs that may run at once."),
  maxQueued: row("maxQueued", "TOOLLOOP_MAX_QUEUED", int(0, 10_000), 200, "Runs that may wait in the queue."),
  maxQueuedPerUser: row(
    "maxQueuedPerUser",
    "TOOLLOOP_MAX_QUEUED_PER_USER",
    int(0, 10_000),
    20,
    "Runs of one user that may wait in the queue.",
  ),
  runTimeoutSeconds: row(
    "runTimeoutSeconds",
    "TOOLLOOP_RUN_TIMEOUT_SECONDS",
    int(1, LIMITS.timeoutSecondsMax),
    3600,
    "Deadline of a run, in seconds, where its workflow names none.",
  ),
  stopGraceSeconds: row(
    "stopGraceSeconds",
    "TOOLLOOP_STOP_GRACE_SECONDS",
    amount(0, 600),
    10,
    "Seconds between asking a run to stop and killing it.",
  ),
  onShutdown: row(
    "onShutdown",
    "TOOLLOOP_ON_SHUTDOWN",
    choice("stop", "leave"),
    "stop" as "stop" | "leave",
    "What a closing dashboard does with its runs.",
  ),
  auth: row(
    "auth",
    "TOOLLOOP_AUTH",
    choice("peer", "token"),
    "peer" as "peer" | "token",
    "How a client proves who it is: the connecting user (Linux), or a token.",
  ),
  token: row("token", "TOOLLOOP_TOKEN", text, "", "The token for auth mode token; made at start when empty.", true),
  readOnly: row("readOnly", "TOOLLOOP_READ_ONLY", bool as z.ZodType<boolean>, false, "No starting and no stopping."),
  retentionDays: row(
    "retentionDays",
    "TOOLLOOP_RETENTION_DAYS",
    int(1, 36_500),
    30,
    "Days that finished runs are kept (the newest 100 always are).",
  ),
  workspaceRoots: row(
    "workspaceRoots",
    "TOOLLOOP_WORKSPACE_ROOTS",
    list as z.ZodType<string[]>,
    [] as string[],
    "Folders below which workspaces may be scanned for, separated by colons.",
  ),
  codexBin: row(
    "codexBin",
    "TOOLLOOP_CODEX_BIN",
    text,
    "",
    "Path of the codex program, where it is not found by itself.",
  ),
  claudeBin: row(
    "claudeBin",
    "TOOLLOOP_CLAUDE_BIN",
    text,
    "",
    "Path of the claude program, where it is not found by itself.",
  ),
  allowedRunners: row(
    "allowedRunners",
    "TOOLLOOP_ALLOWED_RUNNERS",
    runners as z.ZodType<string[]>,
    ["codex", "claude", "replay"] as string[],
    "Agents that prompts and workflows may use.",
  ),
  killLevel: row(
    "killLevel",
    "TOOLLOOP_KILL_LEVEL",
    choice("auto", "namespace", "subreaper", "scan"),
    "auto" as "auto" | "namespace" | "subreaper" | "scan",
    "How runs are contained; auto takes the strongest that works here.",
  ),
} satisfies Record<string, SettingRow>;

export type SettingName = keyof typeof SETTINGS;
export type Settings = { [K in SettingName]: (typeof SETTINGS)[K]["fallback"] };
export interface SettingOrigin {
  name: SettingName;
  value: unknown;
  from: "environment" | "config.yaml" | "default";
  env: string;
  doc: string;
}

/** What `config.yaml` may hold besides the settings. `allowedWorkflows`: absent is all known, empty is none. */
export const ConfigFile = z.strictObject({
  ...(Object.fromEntries(Object.entries(SETTINGS).map(([k, r]) => [k, r.schema.optional()])) as Record<
    string,
    z.ZodType
  >),
  allowedWorkflows: z.array(z.string()).optional(),
  redact: z.array(z.object({ name: z.string(), pattern: z.string().max(500) })).optional(),
});
export interface ExtraConfig {
  allowedWorkflows?: string[] | undefined;
  redact?: { name: string; pattern: string }[] | undefined;
}

export interface ResolvedSettings {
  settings: Settings;
  extra: ExtraConfig;
  origins: SettingOrigin[];
  /** One sentence each, naming the variable or key and the fix; the setting then has its next value in the order. */
  errors: string[];
}

/**
 * What is in force, and from where. Never throws: a bad value is reported and the next source is used, so that a typing
 * error in a file does not lock anybody out of reading.
 * @param env the process environment. @param config the parsed `config.yaml`, or undefined where there is none.
 */
export function resolveSettings(env: Record<string, string | undefined>, config: unknown): ResolvedSettings {
  const errors: string[] = [];
  const file: Record<string, unknown> = {};
  if (config !== undefined && config !== null) {
    if (typeof config !== "object" || Array.isArray(config)) errors.push("config.yaml: must be a mapping of settings");
    else Object.assign(file, config);
  }
  const extra: ExtraConfig = {};
  const known = new Set<string>([...Object.keys(SETTINGS), "allowedWorkflows", "redact"]);
  for (const key of Object.keys(file))
    if (!known.has(key)) errors.push(`config.yaml: unknown key "${key}"; known are ${[...known].join(", ")}`);
  const allow = ConfigFile.shape.allowedWorkflows.safeParse(file.allowedWorkflows);
  // A list that cannot be read must not widen what may run: it counts as empty.
  if (!allow.success) {
    errors.push("config.yaml: allowedWorkflows must be a list of names; nothing is allowed until it is");
    extra.allowedWorkflows = [];
  } else if (allow.data) extra.allowedWorkflows = allow.data as string[];
  const redact = ConfigFile.shape.redact.safeParse(file.redact);
  if (!redact.success) errors.push("config.yaml: redact must be a list of { name, pattern }");
  else if (redact.data) extra.redact = redact.data as { name: string; pattern: string }[];

  const settings: Record<string, unknown> = {};
  const origins: SettingOrigin[] = [];
  for (const [name, r] of Object.entries(SETTINGS) as [SettingName, SettingRow][]) {
    const sources = [
      { from: "environment" as const, label: r.env, raw: env[r.env] },
      { from: "config.yaml" as const, label: `config.yaml: ${name}`, raw: file[name] },
    ];
    let value = r.fallback;
    let from: SettingOrigin["from"] = "default";
    for (const s of sources) {
      if (s.raw === undefined || s.raw === null) continue;
      const parsed = r.schema.safeParse(s.raw);
      if (parsed.success) {
        value = parsed.data;
        from = s.from;
        break;
      }
      errors.push(`${s.label}: ${parsed.error.issues[0]?.message ?? "is not valid"}`);
    }
    settings[name] = value;
    origins.push({ name, value: r.secret && value ? "********" : value, from, env: r.env, doc: r.doc });
  }
  return { settings: settings as Settings, extra, origins, errors };
}
