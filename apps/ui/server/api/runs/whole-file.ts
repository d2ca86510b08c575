import { isFinal, LIMITS, type RunSummary } from "@codex-toolloop/protocol";
import type { Store } from "@codex-toolloop/store";

type Piece = NonNullable<Awaited<ReturnType<Store["readArtifact"]>>>;
type Read = (offset: number, maxBytes: number) => Promise<Piece | null>;

/** Bytes that are read, and held, at once. */
export const PIECE_BYTES = 1024 * 1024;

/** How a file of this run is read. The log of a live run ends with its last whole line: half a secret looks like none. */
export function artifactReader(store: Store, run: RunSummary, path: string): Read {
  if (path !== "output.log" || isFinal(run.status))
    return (offset, maxBytes) => store.readArtifact(run.runId, path, { offset, maxBytes });
  return async (offset, maxBytes) => {
    const [file, log] = await Promise.all([
      store.readArtifact(run.runId, path, { maxBytes: 4 }),
      store.readLog(run.runId, { offset, limit: Math.min(maxBytes, LIMITS.logSliceMax), isFinal: false }),
    ]);
    return file && { info: file.info, content: log.content, nextOffset: log.next_offset };
  };
}

/**
 * A file from its first piece on, up to the size it had then: read as fast as it is taken, with one piece in memory.
 * @param read gives the piece at an offset.
 */
export function wholeFile(first: Piece, read: (offset: number) => Promise<Piece | null>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let next: Piece | null = first;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (!next || next.content === "") return controller.close();
        controller.enqueue(encoder.encode(next.content));
        const from: number = next.nextOffset;
        next = from < first.info.size ? await read(from) : null;
      },
    },
    { highWaterMark: 0 },
  );
}
