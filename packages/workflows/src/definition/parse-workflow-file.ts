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
  const errors = parsed.error.issues.flatMap(spread).slice(0, 50);
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
  if (issue.code === "invalid_type" && issue.message.endsWith("received undefined"))
    return [{ path: issue.path, message: "is missing" }];
  return [{ path: issue.path, message: issue.message }];
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
