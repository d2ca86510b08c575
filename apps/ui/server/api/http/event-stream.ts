/** Bytes that may wait for a reader before it counts as slow. */
const HIGH_WATER = 256 * 1024;
const HEARTBEAT_MS = 15_000;

export interface EventStream {
  /** Sends one message; `id` becomes the browser's Last-Event-ID. */
  send(message: { data: string; id?: number; event?: string }): void;
  isFull(): boolean;
  end(): void;
}

/**
 * A `text/event-stream` answer.
 * @param open is called once with the stream, and gives what to do when the reader has room again and when it is gone.
 */
export function eventStream(
  signal: AbortSignal,
  open: (stream: EventStream) => { drained(): void; close(): void },
): Response {
  const encoder = new TextEncoder();
  let source: ReturnType<typeof open> | undefined;
  let heartbeat: NodeJS.Timeout | undefined;
  let closed = false;
  const finish = () => {
    if (closed) return;
    closed = true;
    clearInterval(heartbeat);
    source?.close();
  };
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const write = (text: string) => {
          if (!closed) controller.enqueue(encoder.encode(text));
        };
        const end = () => {
          if (closed) return;
          finish();
          controller.close();
        };
        // A first line flushes the headers through every layer.
        write(": open\n\n");
        heartbeat = setInterval(() => write(": alive\n\n"), HEARTBEAT_MS);
        heartbeat.unref();
        signal.addEventListener("abort", end, { once: true });
        source = open({
          send: ({ data, id, event }) =>
            write(`${event ? `event: ${event}\n` : ""}${id === undefined ? "" : `id: ${id}\n`}data: ${data}\n\n`),
          isFull: () => !closed && (controller.desiredSize ?? 0) <= 0,
          end,
        });
        if (closed) source.close();
      },
      pull: () => source?.drained(),
      cancel: finish,
    },
    { highWaterMark: HIGH_WATER, size: (chunk) => chunk.byteLength },
  );
  return new Response(body, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
    },
  });
}
