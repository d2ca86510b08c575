import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NeededFiles } from "@codex-toolloop/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { missingFile } from "../src/index.ts";

let base: string;
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), "toolloop-files-")));
  for (const folder of ["workflows/scripts", "repo/tools", "bin", "bin2"])
    mkdirSync(join(base, folder), { recursive: true });
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const at = (path: string) => join(base, path);
function put(path: string, mode: number, text = "#!/bin/sh\n"): string {
  writeFileSync(at(path), text);
  chmodSync(at(path), mode);
  return at(path);
}
function needs(more: Partial<NeededFiles>): NeededFiles {
  return { definedIn: at("workflows/w.yaml"), folder: at("workflows"), files: [], programs: [], ...more };
}
const search = () => ({ workspacePath: at("repo"), searchPath: `${at("bin")}:${at("bin2")}` });
const file = (path: string, isProgram = true) =>
  missingFile(needs({ files: [{ path: at(path), isProgram }] }), search());
const program = (name: string, more: object = {}) => missingFile(needs({ programs: [{ name, ...more }] }), search());

describe("a file beside the definition", () => {
  it("is fine when it is a regular file inside the folder, executable where it is the program", async () => {
    put("workflows/scripts/run.sh", 0o755);
    put("workflows/scripts/data.txt", 0o644);
    expect(await file("workflows/scripts/run.sh")).toBeUndefined();
    expect(await file("workflows/scripts/data.txt", false)).toBeUndefined();
    symlinkSync("run.sh", at("workflows/scripts/same.sh"));
    expect(await file("workflows/scripts/same.sh")).toBeUndefined();
    expect(await missingFile(undefined, search())).toBeUndefined();
  });

  it("that is missing is named with its path and where to correct it", async () => {
    expect(await file("workflows/scripts/no.sh")).toBe(
      `the file ${at("workflows/scripts/no.sh")} does not exist; put it there, or correct { file } in ${at("workflows/w.yaml")}`,
    );
    expect(await file("workflows/w.sh/x")).toContain("does not exist");
  });

  it("that is a folder, or a link to itself, is refused", async () => {
    expect(await file("workflows/scripts")).toContain("is no regular file");
    symlinkSync("loop", at("workflows/loop"));
    expect(await file("workflows/loop")).toContain("leads nowhere");
  });

  it("that is not executable is refused as a program only, with the command that mends it", async () => {
    const path = put("workflows/scripts/a b.sh", 0o644);
    expect(await file("workflows/scripts/a b.sh")).toBe(`the file ${path} is not executable; run: chmod +x '${path}'`);
    expect(await file("workflows/scripts/a b.sh", false)).toBeUndefined();
  });

  it("that leaves the folder by a link is refused, also by a linked folder above it", async () => {
    const outside = put("bin/evil", 0o755);
    symlinkSync(outside, at("workflows/scripts/evil"));
    expect(await file("workflows/scripts/evil")).toBe(
      `the file ${at("workflows/scripts/evil")} is a link to ${outside}, outside ${at("workflows")}; copy the file itself there`,
    );
    symlinkSync(at("bin"), at("workflows/linked"));
    expect(await file("workflows/linked/evil", false)).toContain(`outside ${at("workflows")}`);
  });
});

describe("the program of a script", () => {
  it("written as a bare name is looked for on the PATH of the run", async () => {
    put("bin2/tool", 0o755);
    expect(await program("tool")).toBeUndefined();
    expect(await program("nosuch")).toBe(
      `the program nosuch was not found on PATH; install it, or write its absolute path into the definition (it is the program of ${at("workflows/w.yaml")})`,
    );
  });

  it("that only lies on PATH without the right to run it is told as such, unless a later folder has it", async () => {
    const blocked = put("bin/tool", 0o644);
    expect(await program("tool")).toContain(`${blocked} is not executable; run: chmod +x ${blocked}`);
    put("bin2/tool", 0o755);
    expect(await program("tool")).toBeUndefined();
  });

  it("is looked for on the PATH that the definition sets, where it sets one", async () => {
    put("repo/tools/own", 0o755);
    expect(await program("own")).toContain("not found on PATH");
    expect(await program("own", { searchPath: at("repo/tools") })).toBeUndefined();
    expect(await program("own", { searchPath: "tools" })).toBeUndefined();
  });

  it("written as a relative path starts at the working directory in the workspace", async () => {
    put("repo/tools/check.sh", 0o755);
    expect(await program("tools/check.sh")).toBeUndefined();
    expect(await program("./check.sh", { cwd: "tools" })).toBeUndefined();
    expect(await program("./check.sh")).toContain(`the file ${at("repo/check.sh")} does not exist`);
    put("repo/tools/check.sh", 0o644);
    expect(await program("tools/check.sh")).toContain("is not executable; run: chmod +x");
  });

  it("written as a relative path is left to the start where no workspace is named yet", async () => {
    const list = needs({ programs: [{ name: "tools/check.sh" }] });
    expect(await missingFile(list, { searchPath: at("bin") })).toBeUndefined();
  });

  it("written as an absolute path is that file", async () => {
    expect(await program(put("bin/tool", 0o755))).toBeUndefined();
    expect(await program(at("bin/other"))).toContain(`the file ${at("bin/other")} does not exist`);
    expect(await program(at("bin"))).toContain("is no regular file");
  });
});

describe("the interpreter that a program's first line names", () => {
  const first = (line: string | Buffer) => {
    put("workflows/run", 0o755);
    writeFileSync(at("workflows/run"), line);
    return file("workflows/run");
  };
  it.each([
    ["a shell", "#!/bin/sh -e\n"],
    ["a space behind the mark", "#! /bin/sh\n"],
    ["none: a shell runs it", "echo hi\n"],
    ["env with options", "#!/usr/bin/env -S no-such-thing --x\n"],
    ["env with a variable", "#!/usr/bin/env A=b no-such-thing\n"],
    ["no line end at all", "#!/bin/sh"],
    ["an empty file", ""],
    ["a binary", Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 255])],
  ])("may be %s", async (_what, line) => expect(await first(line)).toBeUndefined());

  it("must be there, on the PATH of the run or of the definition where env looks for it", async () => {
    const path = at("workflows/run");
    expect(await first("#!/no/such/interpreter\n")).toBe(
      `the first line of ${path} names /no/such/interpreter, which cannot be run here; correct it`,
    );
    expect(await first("#!/usr/bin/env tool\n")).toContain(
      `the first line of ${path} names tool: the program tool was not found on PATH`,
    );
    put("repo/tools/tool", 0o755);
    const files = [{ path, isProgram: true, searchPath: at("repo/tools") }];
    expect(await missingFile(needs({ files }), search())).toBeUndefined();
    put("bin/tool", 0o755);
    expect(await file("workflows/run")).toBeUndefined();
  });

  it("must not carry the line end of another system", async () => {
    expect(await first("#!/usr/bin/env node\r\n")).toContain("ends with CR LF; save the file with LF line ends");
  });

  it("counts for a program in the repo too, and not for a file that is only handed to one", async () => {
    put("repo/tools/x", 0o755, "#!/no/such\n");
    expect(await program("tools/x")).toContain("names /no/such, which cannot be run here");
    put("workflows/data", 0o644, "#!/no/such\n");
    expect(await file("workflows/data", false)).toBeUndefined();
  });
});
