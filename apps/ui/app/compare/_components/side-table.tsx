import type { ReactNode } from "react";
import { DiffMark } from "./diff-mark.tsx";

export interface SideRow {
  key: string;
  name: ReactNode;
  a: ReactNode;
  b: ReactNode;
  same: boolean;
}

/** Rows with what each run has; what differs is marked by a word. On a narrow screen the two stand one above the other. */
export function SideTable({ label, rows }: { label: string; rows: readonly SideRow[] }) {
  return (
    <table aria-label={label} className="w-full table-fixed text-left text-[13px] max-md:block">
      <thead className="text-muted max-md:sr-only">
        <tr>
          <th className="w-44 py-1 pr-4 font-medium">
            <span className="sr-only">What</span>
          </th>
          <th className="py-1 pr-4 font-medium">A</th>
          <th className="py-1 pr-4 font-medium">B</th>
          <th className="w-20 py-1 font-medium">
            <span className="sr-only">Same or not</span>
          </th>
        </tr>
      </thead>
      <tbody className="max-md:block">
        {rows.map((row) => (
          <tr
            key={row.key}
            data-same={row.same}
            className="border-t border-line align-top max-md:grid max-md:grid-cols-[1fr_auto] max-md:py-1.5"
          >
            <th scope="row" className="py-1 pr-4 font-medium [overflow-wrap:anywhere]">
              {row.name}
            </th>
            <Cell side="A" content={row.a} />
            <Cell side="B" content={row.b} />
            <td className="py-1 text-right max-md:col-start-2 max-md:row-start-1">
              <DiffMark same={row.same} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cell({ side, content }: { side: "A" | "B"; content: ReactNode }) {
  return (
    <td className="py-1 pr-4 [overflow-wrap:anywhere] max-md:col-span-2 max-md:flex max-md:gap-2 max-md:py-0.5">
      <span aria-hidden className="text-[11px] text-muted md:hidden">
        {side}
      </span>
      {content ?? <span className="text-muted">none</span>}
    </td>
  );
}
