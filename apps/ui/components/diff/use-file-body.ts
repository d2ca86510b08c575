import { useCallback, useEffect, useRef, useState } from "react";
import type { DiffFile } from "../../lib/diff/diff-index.ts";
import { type DiffSource, type FileBody, fetchBody } from "../../lib/diff/fetch-body.ts";

export type BodyState =
  | { is: "loading" }
  | { is: "there"; body: FileBody }
  | { is: "failed"; why: string; again(): void };

/**
 * The text of a file's diff: what came with the page, or what is loaded when it is wanted for the first time.
 * @param wanted the file is open and in sight.
 */
export function useFileBody(
  file: DiffFile,
  initial: string | undefined,
  source: DiffSource | undefined,
  wanted: boolean,
): BodyState {
  const [body, setBody] = useState<FileBody | null>(initial === undefined ? null : { text: initial, cut: false });
  const [why, setWhy] = useState<string>();
  const loading = useRef(false);
  const load = useCallback(async () => {
    if (!source || loading.current) return;
    loading.current = true;
    setWhy(undefined);
    try {
      setBody(await fetchBody(source, file));
    } catch (error) {
      setWhy(error instanceof Error ? error.message : "It could not be loaded.");
    }
    loading.current = false;
  }, [source, file]);
  useEffect(() => {
    if (wanted && body === null && why === undefined) void load();
  }, [wanted, body, why, load]);
  if (body) return { is: "there", body };
  if (why !== undefined) return { is: "failed", why, again: () => void load() };
  return source ? { is: "loading" } : { is: "failed", why: "It is not part of what is shown here.", again: () => {} };
}
