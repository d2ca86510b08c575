/**
 * Why a path is not one inside the workspace, or undefined when it is. Looks at the text only: links are the host's to
 * refuse. Backslashes and drive letters are refused so that a definition means the same everywhere.
 */
export function workspacePathProblem(path: string): string | undefined {
  return relativePathProblem(path, "the workspace");
}

/** The same for any folder. @param folder what to call it in the sentence. */
export function relativePathProblem(path: string, folder: string): string | undefined {
  if (path === "") return "must not be empty";
  if (path.includes("\0")) return "must not contain NUL";
  if (/[\u0001-\u001f\u007f]/.test(path)) return "must not contain control characters";
  if (path.startsWith("/") || /^[A-Za-z]:/.test(path)) return `must be relative to ${folder}, not absolute`;
  if (path.startsWith("~")) return `must be relative to ${folder}; ~ is not expanded`;
  if (path.includes("\\")) return "must use / between folders";
  if (path.split("/").includes("..")) return `must stay inside ${folder} (no ..)`;
  if (path.length > 4096) return "must be at most 4096 characters";
  return undefined;
}
