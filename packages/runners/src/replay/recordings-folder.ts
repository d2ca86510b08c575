import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where the recordings are that ship: beside the bundle, else of the source. One folder each. */
export function recordingsFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const beside = join(here, "recordings");
  return existsSync(beside) ? beside : join(here, "../../recordings");
}
