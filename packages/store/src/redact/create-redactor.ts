import { createHash } from "node:crypto";
import type { Redactor } from "../contract.ts";
import { SECRET_FLAG, SECRET_KEY } from "./assignment-rules.ts";
import { findBuiltinSecrets, mayHoldSecrets, RULE_COUNT } from "./find-secrets.ts";
import { findPrivateKeys } from "./private-keys.ts";
import { RULES_VERSION } from "./rule.ts";
import { continues, sanitizeUtf8 } from "./sanitize-utf8.ts";
import { compileUserRules, findUserSecrets, type UserRule } from "./user-rules.ts";

const STAR = 0x2a;
/** No secret is shorter than this, its name included. */
const SHORTEST = 6;

/**
 * Masks secrets on the way to people.
 * @param userRules patterns of config.yaml, RE2 syntax. Those that cannot be read are left out and told in `errors`.
 */
export function createRedactor(userRules: readonly UserRule[] = []): Redactor & { errors: string[] } {
  const { compiled, errors } = compileUserRules(userRules);
  const own = userRules.length
    ? `+${createHash("sha256").update(JSON.stringify(userRules)).digest("hex").slice(0, 8)}`
    : "";

  const bytes = (chunk: Uint8Array): Buffer => {
    const out = Buffer.from(chunk);
    sanitizeUtf8(out);
    const text = out.toString("latin1");
    const ranges: number[] = [];
    findBuiltinSecrets(text, ranges);
    findPrivateKeys(text, ranges);
    findUserSecrets(compiled, out, ranges);
    for (let i = 0; i < ranges.length; i += 2) mask(out, ranges[i] ?? 0, ranges[i + 1] ?? 0);
    return out;
  };
  const text = (s: string): string => {
    if (compiled.length > 0) return bytes(Buffer.from(s, "utf8")).toString("utf8");
    if (s.length < SHORTEST) return s;
    // Most strings hold nothing: they are looked at where they are, and not copied.
    if (!mayHoldSecrets(s)) return s;
    const ranges: number[] = [];
    findBuiltinSecrets(s, ranges);
    findPrivateKeys(s, ranges);
    return ranges.length === 0 ? s : bytes(Buffer.from(s, "utf8")).toString("utf8");
  };
  return {
    version: `${RULES_VERSION}${own}`,
    rules: RULE_COUNT + compiled.length,
    bytes,
    text,
    json: <T>(value: T) => walk(value, text, false) as T,
    errors,
  };
}

/** Stars from `start` to `end`, widened to whole code points. */
function mask(out: Buffer, start: number, end: number): void {
  let from = start;
  let to = end;
  while (from > 0 && continues(out[from])) from--;
  while (to < out.length && continues(out[to])) to++;
  out.fill(STAR, from, to);
}

/** Returns the value itself where nothing in it is masked: most of what is read holds nothing, and is not copied. */
function walk(value: unknown, text: (s: string) => string, secret: boolean): unknown {
  if (typeof value === "string") return secret ? stars(value) : text(value);
  if (typeof value !== "object" || value === null) return value;
  return Array.isArray(value) ? walkList(value, text, secret) : walkRecord(value as Record<string, unknown>, text);
}

function walkList(list: unknown[], text: (s: string) => string, secret: boolean): unknown[] {
  let out: unknown[] | undefined;
  for (let i = 0; i < list.length; i++) {
    // Of a command's arguments the one behind --password is known by its neighbour alone.
    const masked = walk(list[i], text, secret || isNamedBefore(list, i));
    if (!out && masked !== list[i]) out = list.slice();
    if (out) out[i] = masked;
  }
  return out ?? list;
}

function walkRecord(record: Record<string, unknown>, text: (s: string) => string): Record<string, unknown> {
  let out: Record<string, unknown> | undefined;
  const isPair = isSecretName(record.name) || isSecretName(record.key);
  const keys = Object.keys(record);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] ?? "";
    const child = record[key];
    const name = text(key);
    const leaf = typeof child === "string" || Array.isArray(child);
    const masked = walk(child, text, leaf && (SECRET_KEY.test(key) || (isPair && key === "value")));
    if (!out && (name !== key || masked !== child)) {
      out = {};
      for (const before of keys.slice(0, i)) put(out, before, record[before]);
    }
    if (out) put(out, name, masked);
  }
  return out ?? record;
}

/** Assigning __proto__ would set the prototype instead of a field. */
function put(record: Record<string, unknown>, name: string, value: unknown): void {
  if (name === "__proto__") Object.defineProperty(record, name, { value, enumerable: true });
  else record[name] = value;
}

function stars(value: string): string {
  return "*".repeat(Buffer.byteLength(value));
}

function isSecretName(name: unknown): boolean {
  return typeof name === "string" && SECRET_KEY.test(name);
}

function isNamedBefore(list: unknown[], at: number): boolean {
  const before = list[at - 1];
  const value = list[at];
  return typeof before === "string" && typeof value === "string" && !value.startsWith("-") && SECRET_FLAG.test(before);
}
