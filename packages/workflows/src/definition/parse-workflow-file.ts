import { type Document, isMap, isNode, isScalar, LineCounter, parseAllDocuments, type YAMLMap } from "yaml";
import type { z } from "zod";
import { messageOf } from "../text.ts";
import { WorkflowDefinition } from "./workflow-definition.ts";

/** A problem of a workflow file: `path` names the key with dots, `line` counts from 1. */
export interface FileError {
  path: string;
  message: string;
  line?: number;
  /** Which document of the file, counted from 1; absent where the file has only one. */
  document?: number;
}

/** One document of a workflow file: a definition, or what is wrong with it. */
export type ParsedDocument =
  | { ok: true; definition: WorkflowDefinition; line: number; document?: number }
  | {
      ok: false;
      errors: FileError[];
      /** What it calls itself, where that can be read. */
      name?: string;
    };

export interface WorkflowFile {
  text: string;
  path: string;
  source: "store" | "workspace";
}

/** Longest workflow file, in UTF-16 units. */
const FILE_MAX = 256 * 1024;
/** Most definitions in one file. */
const DOCUMENTS_MAX = 100;

/**
 * Reads the definitions of one YAML file: its documents, separated by `---`. A mistake in one does not affect the others.
 * Never throws; each problem has its key and, where it can be found, its line, counted in the whole file.
 */
export function parseWorkflowFile(file: WorkflowFile): ParsedDocument[] {
  if (file.text.length > FILE_MAX) return [wrong(`is larger than ${FILE_MAX / 1024} KiB`)];
  const lines = new LineCounter();
  let all: Document[];
  try {
    const found = parseAllDocuments(file.text, {
      lineCounter: lines,
      prettyErrors: false,
      uniqueKeys: true,
      version: "1.2",
    });
    all = Array.isArray(found) ? found : [];
  } catch (error) {
    // yaml gives up on absurd nesting with a RangeError.
    return [wrong(messageOf(error))];
  }
  // Nothing but comments between two separators is no definition, and no mistake.
  const documents = all.filter((d) => !isBlank(d) || problemsOf(d).length > 0);
  if (documents.length === 0) return [wrong("is empty", 1)];
  if (documents.length > DOCUMENTS_MAX) return [wrong(`has more than ${DOCUMENTS_MAX} documents`)];
  if (documents.length === 1) return documents.map((d) => readDocument(d, lines));
  return documents.map((d, i) => numbered(readDocument(d, lines), i + 1));
}

/** `document 2, line 14: `, as far as it is known: the start of a sentence about a file. */
export function placeWords({ document, line }: Pick<FileError, "document" | "line">): string {
  const words = [document === undefined ? "" : `document ${document}`, line === undefined ? "" : `line ${line}`];
  const said = words.filter((w) => w !== "").join(", ");
  return said === "" ? "" : `${said}: `;
}

function wrong(message: string, line?: number): ParsedDocument {
  return { ok: false, errors: [{ path: "(file)", message, ...(line === undefined ? {} : { line }) }] };
}

function numbered(parsed: ParsedDocument, document: number): ParsedDocument {
  if (parsed.ok) return { ...parsed, document };
  return { ...parsed, errors: parsed.errors.map((e) => ({ ...e, document })) };
}

/** The content between two `---` is a node without a value. */
function isBlank({ contents }: Document): boolean {
  return contents === null || (isScalar(contents) && contents.value === null);
}

function problemsOf(document: Document) {
  return [...document.errors, ...document.warnings];
}

function readDocument(document: Document, lines: LineCounter): ParsedDocument {
  const broken = problemsOf(document);
  const name = nameOf(document);
  const named = name === undefined ? {} : { name };
  if (broken.length > 0) {
    const errors = broken
      .slice(0, 20)
      .map((e) => ({ path: "(yaml)", message: e.message, line: lines.linePos(e.pos[0]).line }));
    return { ok: false, errors, ...named };
  }
  const line = lines.linePos(document.contents?.range?.[0] ?? 0).line;
  if (!isMap(document.contents)) return wrong("must be a mapping with name and steps", line);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 50 });
  } catch (error) {
    // yaml throws on alias bombs.
    return wrong(messageOf(error), line);
  }
  const parsed = WorkflowDefinition.safeParse(value);
  if (parsed.success) return { ok: true, definition: parsed.data, line };
  // A key that is not known explains best why another one is missing.
  const isUnknownKey = (issue: z.core.$ZodIssue) => issue.code === "unrecognized_keys";
  const { issues } = parsed.error;
  const ordered = [...issues.filter(isUnknownKey), ...issues.filter((i) => !isUnknownKey(i))];
  const errors = ordered.flatMap(spread).slice(0, 50);
  return { ok: false, errors: errors.map((e) => placed(e, document, lines)), ...named };
}

function nameOf(document: Document): string | undefined {
  const name = isMap(document.contents) ? document.contents.get("name") : undefined;
  return typeof name === "string" ? name : undefined;
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
  return document.contents?.range?.[0] ?? 0;
}
