import { type Document, isMap, isNode, LineCounter, parseDocument, type YAMLMap } from "yaml";
import type { z } from "zod";
import { WorkflowDefinition } from "./workflow-definition.ts";

/** A problem of a workflow file: `path` names the key with dots, `line` counts from 1. */
export interface FileError {
  path: string;
  message: string;
  line?: number;
}
export type ParsedFile = { ok: true; definition: WorkflowDefinition } | { ok: false; errors: FileError[] };

export interface WorkflowFile {
  text: string;
  path: string;
  source: "store" | "workspace";
}

/** Longest workflow file, in UTF-16 units. */
const FILE_MAX = 256 * 1024;

/** Reads one YAML definition. Never throws; each problem has its key and, where it can be found, its line. */
export function parseWorkflowFile(file: WorkflowFile): ParsedFile {
  if (file.text.length > FILE_MAX)
    return { ok: false, errors: [{ path: "(file)", message: `is larger than ${FILE_MAX / 1024} KiB` }] };
  try {
    return parseText(file.text);
  } catch (error) {
    // yaml throws on alias bombs and gives up on absurd nesting with a RangeError.
    return { ok: false, errors: [{ path: "(file)", message: error instanceof Error ? error.message : String(error) }] };
  }
}

function parseText(text: string): ParsedFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true, version: "1.2" });
  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0) {
    const errors = broken
      .slice(0, 20)
      .map((e) => ({ path: "(yaml)", message: e.message, line: lines.linePos(e.pos[0]).line }));
    return { ok: false, errors };
  }
  if (document.contents === null) return { ok: false, errors: [{ path: "(file)", message: "is empty", line: 1 }] };
  if (!isMap(document.contents))
    return { ok: false, errors: [{ path: "(file)", message: "must be a mapping with name and steps", line: 1 }] };
  const parsed = WorkflowDefinition.safeParse(document.toJS({ maxAliasCount: 50 }));
  if (parsed.success) return { ok: true, definition: parsed.data };
  // A key that is not known explains best why another one is missing.
  const isUnknownKey = (issue: z.core.$ZodIssue) => issue.code === "unrecognized_keys";
  const { issues } = parsed.error;
  const ordered = [...issues.filter(isUnknownKey), ...issues.filter((i) => !isUnknownKey(i))];
  const errors = ordered.flatMap(spread).slice(0, 50);
  return { ok: false, errors: errors.map((e) => placed(e, document, lines)) };
}

interface Found {
  path: PropertyKey[];
  message: string;
}

/** One problem per unknown key, and the innermost reason of a union. */
function spread(issue: z.core.$ZodIssue): Found[] {
  if (issue.code === "unrecognized_keys") {
    const sentences = issue.message.split(/; (?=an? .* has no key )/);
    return issue.keys.map((key, i) => ({ path: [...issue.path, key], message: sentences[i] ?? issue.message }));
  }
  if (issue.code === "invalid_key") return [{ path: issue.path, message: issue.issues[0]?.message ?? issue.message }];
  if (issue.code === "invalid_type") return [{ path: issue.path, message: typeWords(issue) }];
  return [{ path: issue.path, message: issue.message }];
}

const KINDS: Record<string, string> = {
  array: "a list",
  object: "a mapping",
  record: "a mapping",
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  null: "empty",
};

/** What is there instead is the end of zod's sentence: an issue has no input once it is reported. */
function typeWords({ expected, message }: z.core.$ZodIssue & { code: "invalid_type" }): string {
  const received = /received (\w+)$/.exec(message)?.[1];
  if (received === "undefined") return "is missing";
  if (received === undefined) return message;
  return `must be ${KINDS[expected] ?? expected}, not ${KINDS[received] ?? received}`;
}

function placed(found: Found, document: Document, lines: LineCounter): FileError {
  const path = found.path.map(String).join(".") || "(file)";
  const offset = offsetOf(found.path, document);
  return { path, message: found.message, ...(offset === undefined ? {} : { line: lines.linePos(offset).line }) };
}

/** Where the key of a path stands; of its nearest ancestor when the key itself is missing. */
function offsetOf(path: PropertyKey[], document: Document): number | undefined {
  for (let length = path.length; length > 0; length--) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const key = path[length - 1];
    if (isMap(parent)) {
      const pair = (parent as YAMLMap).items.find((p) => isNode(p.key) && String(p.key.toJSON()) === String(key));
      if (pair && isNode(pair.key) && pair.key.range) return pair.key.range[0];
    }
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}
