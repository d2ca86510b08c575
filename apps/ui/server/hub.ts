import type { SlotState, StreamMessage } from "@codex-toolloop/protocol";
import type { RunCatalog, Store } from "@codex-toolloop/store";
import type { Supervisor } from "@codex-toolloop/supervisor";
import type { RunSink, StreamConnection, StreamHub, StreamSink } from "../lib/stream-hub.ts";
import { Connection } from "./connection.ts";
import { RunCursor } from "./run-cursor.ts";

export interface HubOptions {
  serverId: string;
  store: Store;
  catalog: RunCatalog;
  supervisor: Pick<Supervisor, "slots" | "authority" | "onChange">;
  onError: (error: unknown) => void;
}

/** The hub of one dashboard: listens to catalog and supervisor once, and tells every connection. */
export function createHub(options: HubOptions): StreamHub {
  const { catalog, supervisor } = options;
  const connections = new Set<Connection>();
  const cursors = new Map<RunCursor, { runId: string; sink: RunSink }>();
  let slots = supervisor.slots();
  let authority = view(supervisor);

  const tell = (message: StreamMessage) => {
    for (const c of [...connections]) c.send(message);
  };
  const offCatalog = catalog.onChange((runs, removed) => {
    for (const run of runs) tell({ type: "run.changed", run });
    for (const runId of removed) tell({ type: "run.removed", runId });
    if (cursors.size === 0) return;
    const changed = new Set(runs.map((r) => r.runId));
    for (const [cursor, { runId }] of [...cursors]) if (changed.has(runId)) cursor.stateChanged();
  });
  const offSupervisor = supervisor.onChange(() => {
    const nowSlots = supervisor.slots();
    if (!sameSlots(slots, nowSlots)) tell({ type: "slots.changed", slots: nowSlots });
    slots = nowSlots;
    const now = view(supervisor);
    if (now.readOnly !== authority.readOnly || now.holder !== authority.holder)
      tell({ type: "authority.changed", ...now });
    authority = now;
  });

  const follow = (runId: string, from: number, sink: RunSink): StreamConnection => {
    const cursor = new RunCursor({ ...options, runId, from, sink });
    cursors.set(cursor, { runId, sink });
    return {
      drained: () => cursor.drained(),
      close: () => {
        cursors.delete(cursor);
        cursor.close();
      },
    };
  };
  const connect = (runs: { runId: string; from: number }[], sink: StreamSink): StreamConnection => {
    const connection = new Connection(runs, sink, follow);
    connections.add(connection);
    connection.send({ type: "hello", serverId: options.serverId, slots: supervisor.slots(), ...view(supervisor) });
    return {
      drained: () => connection.drained(),
      close: () => {
        connections.delete(connection);
        connection.close();
      },
    };
  };

  return {
    follow,
    connect,
    tell,
    subscribe: (runs, send) => connect(runs, { send, isFull: () => false, end: () => {} }).close,
    listeners: () => connections.size + [...cursors.values()].filter(({ sink }) => !Connection.owns(sink)).length,
    close: () => {
      offCatalog();
      offSupervisor();
      for (const [cursor, { sink }] of [...cursors]) {
        cursor.close();
        if (!Connection.owns(sink)) sink.end();
      }
      cursors.clear();
      for (const c of [...connections]) c.end();
      connections.clear();
    },
  };
}

function view(supervisor: Pick<Supervisor, "authority">): { readOnly: boolean; holder?: string } {
  const { readOnly, holder } = supervisor.authority();
  return { readOnly, ...(holder ? { holder: holder.address ?? `process ${holder.pid}` } : {}) };
}

function sameSlots(a: SlotState, b: SlotState): boolean {
  return a.running === b.running && a.limit === b.limit && a.queued === b.queued && a.maxQueued === b.maxQueued;
}
