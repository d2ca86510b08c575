"use client";

import { EVENT_TYPES, isFinal, type PlacedEvent } from "@codex-toolloop/protocol";
import { useCallback, useMemo, useState } from "react";
import { Button } from "../../button.tsx";
import { EmptyRun } from "../empty-run.tsx";
import { EventToolbar } from "../list/event-toolbar.tsx";
import { useEventPane } from "../list/use-event-pane.ts";
import { VirtualPane } from "../list/virtual-pane.tsx";
import { useRunView, useRunViewStore } from "../run-view-provider.tsx";
import { EventColumns, EventRow } from "./event-row.tsx";
import { UpstreamLink } from "./upstream-link.tsx";

const keyOf = (e: PlacedEvent) => String(e.offset);
const holds = (e: PlacedEvent, offset: number) => e.offset <= offset && offset < e.end;
const typeOf = (e: PlacedEvent) => (e.event.unknown ? "(unknown)" : e.event.type);

/** The run as it was written: one row an event. */
export function EventList() {
  const events = useRunView((s) => s.events);
  const status = useRunView((s) => s.run.status);
  const store = useRunViewStore();
  const [type, setType] = useState("");
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const rows = useMemo(() => (type === "" ? events : events.filter((e) => typeOf(e) === type)), [events, type]);
  const { pane, marked, at } = useEventPane(rows, keyOf, holds);
  const toggle = useCallback(
    (offset: number) =>
      setOpen((was) => {
        const next = new Set(was);
        if (!next.delete(offset)) next.add(offset);
        return next;
      }),
    [],
  );
  return (
    <>
      <EventToolbar at={at}>
        <label className="flex items-center gap-1.5 text-muted">
          <span className="sr-only">Type</span>
          <select
            value={type}
            onChange={(e) => setType(e.target.value)}
            className="h-7 rounded-md border border-line bg-panel px-1 text-[12.5px] text-fg"
          >
            <option value="">all types</option>
            {EVENT_TYPES.map((t) => (
              <option key={t}>{t}</option>
            ))}
            <option>(unknown)</option>
          </select>
        </label>
        {type === "" ? null : (
          <span className="text-muted">
            {rows.length} of {events.length} loaded
            <Button variant="ghost" className="h-7 px-2" onClick={() => void store.loadBefore()}>
              Load more
            </Button>
          </span>
        )}
        <UpstreamLink />
      </EventToolbar>
      <EventColumns />
      <VirtualPane<PlacedEvent>
        {...pane}
        label="Events"
        rows={rows}
        keyOf={keyOf}
        estimate={(e) => (open.has(e.offset) ? 300 : 26)}
        render={(e) => (
          <EventRow
            placed={e}
            marked={marked !== undefined && holds(e, marked)}
            open={open.has(e.offset)}
            toggle={toggle}
          />
        )}
        empty={
          type === "" ? (
            <EmptyRun status={status} isFinal={isFinal(status)} />
          ) : (
            <p className="px-4 py-8 text-center text-muted">No event of this type in the loaded part.</p>
          )
        }
        className="rounded-b-md border border-t-0 border-line bg-bg"
      />
    </>
  );
}
