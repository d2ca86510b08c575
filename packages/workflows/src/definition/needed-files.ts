import type { NeededFiles } from "@codex-toolloop/protocol";
import type { CatalogEntry } from "../catalog/build-catalog.ts";
import { isCommand } from "./step-definition.ts";
import type { Definition } from "./workflow-definition.ts";

/**
 * The definition as a start freezes it: each `{ file }` is the absolute path of that file beside the definition's own.
 * @param path absolute path of the definition's file; a definition without one has no `{ file }`.
 */
export function withAbsoluteFiles(definition: Definition, path: string | undefined): Definition {
  if (path === undefined) return definition;
  const folder = folderOf(path);
  const steps = definition.steps.map((step) =>
    isCommand(step)
      ? { ...step, run: step.run.map((e) => (typeof e === "object" && "file" in e ? join(folder, e.file) : e)) }
      : step,
  );
  return { ...definition, steps };
}

/**
 * What must be on disk before a run of this entry is started: every `{ file }`, and the program of a script. Programs of a
 * workflow's steps are not asked for: an earlier step may bring them.
 */
export function neededFiles({ definition, path }: Pick<CatalogEntry, "definition" | "path">): NeededFiles | undefined {
  if (path === undefined) return undefined;
  const folder = folderOf(path);
  const files: NeededFiles["files"] = [];
  const programs: NeededFiles["programs"] = [];
  for (const step of definition.steps.filter(isCommand)) {
    const ownPath = step.env.PATH === undefined ? {} : { searchPath: step.env.PATH };
    step.run.forEach((element, i) => {
      if (typeof element === "object" && "file" in element)
        files.push({ path: join(folder, element.file), isProgram: i === 0, ...(i === 0 ? ownPath : {}) });
      else if (typeof element === "string" && i === 0 && definition.kind === "script")
        programs.push({
          name: element,
          ...(step.cwd === undefined ? {} : { cwd: step.cwd }),
          ...ownPath,
        });
    });
  }
  return { definedIn: path, folder, files, programs };
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}

function join(folder: string, file: string): string {
  const parts = file.split("/").filter((part) => part !== "" && part !== ".");
  return `${folder === "/" ? "" : folder}/${parts.join("/")}`;
}
