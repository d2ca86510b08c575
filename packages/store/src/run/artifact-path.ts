import { StoreError } from "../store-error.ts";

/** A relative path below a run directory, checked by its words alone. Throws StoreError `invalid` on anything else. */
export function artifactPath(path: string): string {
  const parts = path.split("/");
  if (
    path.length === 0 ||
    path.length > 1024 ||
    path.includes("\0") ||
    parts.some((p) => p === "" || p === "." || p === "..")
  )
    throw new StoreError("invalid", `${JSON.stringify(path)} is no path below a run directory`);
  return path;
}
