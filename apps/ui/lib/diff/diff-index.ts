/** What a unified diff does to one file, and where in the diff's text that stands. */
export interface DiffFile {
  path: string;
  /** Where it was, for a renamed or copied file. */
  from?: string;
  change: "added" | "deleted" | "renamed" | "changed";
  /** git shows no lines of it. */
  binary: boolean;
  added: number;
  deleted: number;
  /** Lines that a viewer shows: of hunks, their heads included. */
  lines: number;
  /** Place in the text, in UTF-16 units. */
  start: number;
  end: number;
}

/** The lines `[start, start + count)` of the new file that a hunk shows. */
export interface HunkSpan {
  start: number;
  count: number;
}

export interface IndexedFile extends DiffFile {
  hunks: HunkSpan[];
}

const HUNK = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

/** The files of a unified diff in their order. One pass; text that is no diff gives none. */
export function indexDiff(diff: string): IndexedFile[] {
  const starts = fileStarts(diff);
  return starts.map((start, i) => {
    const end = starts[i + 1] ?? diff.length;
    return { ...readPart(diff.slice(start, end)), start, end };
  });
}

/** Where a file begins: at `diff --git`, or at `---` where another program wrote the diff. */
function fileStarts(diff: string): number[] {
  const marker = /^diff --git /m.test(diff) ? /^diff --git /gm : /^--- (?=.*\n\+\+\+ )/gm;
  return [...diff.matchAll(marker)].map((m) => m.index);
}

function readPart(part: string): Omit<IndexedFile, "start" | "end"> {
  const found = { ...headOf(part), added: 0, deleted: 0, lines: 0, hunks: [] as HunkSpan[] };
  let [oldLeft, newLeft] = [0, 0];
  for (let at = 0; at < part.length; ) {
    const next = part.indexOf("\n", at);
    const end = next < 0 ? part.length : next;
    if (oldLeft > 0 || newLeft > 0) {
      const sign = part[at];
      if (sign !== "\\") found.lines += 1;
      if (sign === "+") [found.added, newLeft] = [found.added + 1, newLeft - 1];
      else if (sign === "-") [found.deleted, oldLeft] = [found.deleted + 1, oldLeft - 1];
      else if (sign !== "\\") [oldLeft, newLeft] = [oldLeft - 1, newLeft - 1];
    } else if (part[at] === "@") {
      const hunk = HUNK.exec(part.slice(at, Math.min(end, at + 200)));
      if (hunk) {
        [oldLeft, newLeft] = [Number(hunk[1] ?? 1), Number(hunk[3] ?? 1)];
        found.hunks.push({ start: Number(hunk[2]), count: newLeft });
        found.lines += 1;
      }
    }
    at = end + 1;
  }
  return found;
}

/** What the lines before the first hunk say. */
function headOf(part: string): Pick<DiffFile, "path" | "from" | "change" | "binary"> {
  const hunk = part.search(/^@@ /m);
  const head = part.slice(0, hunk < 0 ? 16 * 1024 : hunk);
  const named = (name: string) => unquote(new RegExp(`^${name} (.+)$`, "m").exec(head)?.[1]);
  const side = (sign: string, prefix: string) => sidePath(named(sign.replaceAll("+", "\\+")), prefix);
  const [old, now] = [side("---", "a/"), side("+++", "b/")];
  const renamedFrom = named("rename from") ?? named("copy from");
  const path = known(now) ?? named("rename to") ?? named("copy to") ?? known(old) ?? gitPath(head) ?? "(unnamed)";
  const change =
    /^new file mode /m.test(head) || old === "/dev/null"
      ? "added"
      : /^deleted file mode /m.test(head) || now === "/dev/null"
        ? "deleted"
        : renamedFrom !== undefined
          ? "renamed"
          : "changed";
  return {
    path,
    ...(renamedFrom === undefined ? {} : { from: renamedFrom }),
    change,
    binary: /^(Binary files |GIT binary patch)/m.test(head),
  };
}

const known = (path: string | undefined) => (path === "/dev/null" ? undefined : path);

function sidePath(path: string | undefined, prefix: string): string | undefined {
  // git ends a name that holds a blank with a tab.
  const name = path?.replace(/\t.*$/, "");
  return name?.startsWith(prefix) ? name.slice(prefix.length) : name;
}

/** Of `diff --git a/x b/x`: both names are the same where nothing was renamed, so the line is cut in its middle. */
function gitPath(head: string): string | undefined {
  const names = /^diff --git (.+)$/m.exec(head)?.[1];
  if (names === undefined) return undefined;
  if (names.startsWith('"')) return sidePath(unquote(/" ("b\/.*")$/.exec(names)?.[1]), "b/");
  return names.slice((names.length - 1) / 2 + 1).replace(/^b\//, "");
}

/** git writes names with unusual bytes in quotes, as C does. */
function unquote(name: string | undefined): string | undefined {
  if (name === undefined || !/^".*"$/.test(name)) return name;
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  for (const [, octal, escaped, plain] of name.slice(1, -1).matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/g))
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
    else bytes.push(...encoder.encode(escaped === undefined ? plain : (CONTROLS[escaped] ?? escaped)));
  return new TextDecoder().decode(new Uint8Array(bytes));
}

const CONTROLS: Record<string, string> = { n: "\n", t: "\t", r: "\r", a: "\u0007", b: "\b", f: "\f", v: "\v" };
