import { stat } from "node:fs/promises";
import { errnoOf } from "../store-error.ts";

/** Why nothing can run in a registered folder now, with what to do; undefined when something can. */
export async function folderProblem(path: string): Promise<string | undefined> {
  try {
    return (await stat(path)).isDirectory() ? undefined : `${path} is no folder any more; remove the workspace`;
  } catch (error) {
    return errnoOf(error) === "EACCES"
      ? `${path} cannot be entered: permission denied`
      : `${path} is not there; bring the folder back, or remove the workspace`;
  }
}
